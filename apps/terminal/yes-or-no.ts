// Answers to a question that ends with "(yes or no)".

export const isYes = (answer: string): boolean => /^y(es)?$/i.test(answer.trim());
export const isNo = (answer: string): boolean => /^no?$/i.test(answer.trim());
