// stub
export default function DetailsPane(_: { readonly id: string }) {
  return null;
}
