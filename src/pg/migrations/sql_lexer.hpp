// pg/migrations/sql_lexer.hpp: PostgreSQL's tokens, as far as one must know them to find where a statement
// ends (PostgreSQL 17, src/backend/parser/scan.l). No grammar, no I/O.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace marque::pg::migrations {

enum class TokenKind : std::uint8_t {
  word,               ///< an unquoted identifier or keyword
  quoted_identifier,  ///< "Name"
  text,               ///< a string constant of any spelling, with its continuations
  number,             ///< a number or $1
  symbol,             ///< one character of anything else
};

/// A token is a view into the text that was read; comments and white space are none.
struct Token {
  TokenKind kind;
  std::string_view text;

  bool is_symbol(char character) const { return kind == TokenKind::symbol && text.front() == character; }
};

/// Line and column, both from 1, of an offset in `text`; a column counts bytes.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
};
Position position_at(std::string_view text, std::size_t offset);

/// All tokens of `text`. Errors: sql.unterminated, sql.meta_command, each with its position.
Result<std::vector<Token>> read_tokens(std::string_view text);

/// Errors sql.nul_byte, sql.byte_order_mark or sql.not_utf8 with the position of the first foreign byte.
Result<void> check_encoding(std::string_view text);

/// ASCII lower case, which is what PostgreSQL folds keywords with.
std::string lower_case(std::string_view text);

}  // namespace marque::pg::migrations
