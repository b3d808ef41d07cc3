/**
 * After which an expression begins, so that a sign there belongs to its number, and NULL is a value. The server's own list
 * (`set_start_expr_token` in sql/gen_lex_token.cc), and what else is always followed by one; since 9.7 comparisons are among them. The last
 * line is PostgreSQL's, of tokens that MySQL's lexer does not give.
 */
const OPENERS = new Set(
  `( , + - * / % ^ | & << >> ! ~ = := <=> != < <= > >= && || AND OR XOR NOT DIV MOD BETWEEN LIKE RLIKE CASE WHEN THEN ELSE ELSEIF IF WHILE
  UNTIL RETURN SELECT DISTINCTROW WHERE HAVING ON BY LIMIT OFFSET INTERVAL DEFAULT EVERY AT STARTS ENDS */
  [ ~* !~ !~* @> <@ #> #>> @@ @? ILIKE SIMILAR DISTINCT`.split(/\s+/),
)

export const opensExpression = (token: string): boolean => OPENERS.has(token)
