// pg/migrations/sql_splitter.hpp: one file of SQL as its statements, with the boundaries that PostgreSQL's
// own lexer and grammar see: quotes, dollar quotes, comments, parentheses and `begin atomic … end` hide
// semicolons.
#pragma once

#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace marque::pg::migrations {

/// A statement of a file; the views point into the text that was split.
struct SqlStatement {
  std::string_view
      text;  ///< comments before it included, without the semicolon: what the supabase CLI records
  std::string_view raw;  ///< with the white space and semicolons around it: all `raw` in a row are the file
  std::size_t line;      ///< where its first token stands, from 1 (its first comment, if it is nothing else)
};

/// Splits `file`. White space and stray semicolons alone are no statement; comments alone are one, as they
/// are for the supabase CLI. Errors name line and column: sql.nul_byte, sql.byte_order_mark, sql.not_utf8,
/// sql.unterminated, sql.meta_command, sql.copy_data.
Result<std::vector<SqlStatement>> split_sql(std::string_view file);

}  // namespace marque::pg::migrations
