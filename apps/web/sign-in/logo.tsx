// The logo: the rims of two cups that overlap, for two people who talk.
export function Logo({ size = 56 }: { readonly size?: number }) {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 56 56" aria-hidden="true">
      <rect width="56" height="56" rx="16" fill="var(--accent)" />
      <circle cx="23" cy="28" r="11" fill="none" stroke="var(--on-accent)" stroke-width="4" />
      <circle cx="35" cy="28" r="11" fill="none" stroke="var(--on-accent)" stroke-width="4" opacity="0.7" />
    </svg>
  );
}
