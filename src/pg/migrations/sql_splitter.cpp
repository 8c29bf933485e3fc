#include "pg/migrations/sql_splitter.hpp"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "pg/migrations/sql_lexer.hpp"

namespace marque::pg::migrations {
namespace {

constexpr std::string_view kSpace = " \t\n\r\f\v";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == text.npos) return text.substr(0, 0);
  return text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
}

// Follows one statement token by token and knows whether a semicolon would end it here.
class StatementState {
 public:
  Result<void> take(std::string_view file, const Token& token) {
    if (count_ == 0) first_offset_ = offset_of(file, token);
    const std::string word = token.kind == TokenKind::word ? lower_case(token.text) : std::string();
    if (token.is_symbol('(')) {
      if (parentheses_++ == 0) opened_ = offset_of(file, token);
    } else if (token.is_symbol(')')) {
      if (parentheses_ > 0) --parentheses_;
    } else if (!word.empty()) {
      if (auto checked = check_copy(file, token, word); !checked) return checked;
      if (parentheses_ == 0 && makes_routine()) follow_body(file, token, word);
    }
    if (count_ < leading_.size()) leading_[count_] = word;
    ++count_;
    previous_word_ = word;
    previous_is_dot_ = token.is_symbol('.');
    return {};
  }

  bool ends_at_semicolon() const { return parentheses_ == 0 && blocks_ == 0; }
  std::size_t tokens() const { return count_; }
  std::size_t first_offset() const { return first_offset_; }

  Result<void> check_closed(std::string_view file) const {
    if (ends_at_semicolon()) return {};
    const Position at = position_at(file, parentheses_ > 0 ? opened_ : body_);
    return fail("sql.unterminated",
                fmt::format("the {} at line {}, column {} is never closed",
                            parentheses_ > 0 ? "parenthesis" : "`begin atomic` body", at.line, at.column));
  }

 private:
  static std::size_t offset_of(std::string_view file, const Token& token) {
    return static_cast<std::size_t>(token.text.data() - file.data());
  }

  // create [or replace] function | procedure
  bool makes_routine() const {
    if (leading_[0] != "create") return false;
    const std::string& kind = leading_[1] == "or" ? leading_[3] : leading_[1];
    return kind == "function" || kind == "procedure";
  }

  // A SQL-standard body: `begin atomic`, statements, `end`; a `case` inside has an `end` of its own.
  void follow_body(std::string_view file, const Token& token, const std::string& word) {
    const bool is_name = previous_word_ == "as" || previous_is_dot_;
    if (word == "atomic" && previous_word_ == "begin") {
      if (blocks_++ == 0) body_ = offset_of(file, token);
    } else if (blocks_ > 0 && !is_name && word == "case") {
      ++blocks_;
    } else if (blocks_ > 0 && !is_name && word == "end") {
      --blocks_;
    }
  }

  Result<void> check_copy(std::string_view file, const Token& token, const std::string& word) const {
    if (leading_[0] != "copy" || parentheses_ > 0) return {};
    if (previous_word_ != "from" && previous_word_ != "to") return {};
    if (word != "stdin" && word != "stdout") return {};
    const Position at = position_at(file, offset_of(file, token));
    return fail(
        Error("sql.copy_data", fmt::format("COPY {} {} at line {}, column {} cannot run in a migration",
                                           previous_word_, word, at.line, at.column))
            .with_hint("write the rows as INSERT statements"));
  }

  std::array<std::string, 4> leading_;
  std::string previous_word_;
  bool previous_is_dot_ = false;
  std::size_t count_ = 0, first_offset_ = 0;
  std::size_t parentheses_ = 0, blocks_ = 0, opened_ = 0, body_ = 0;
};

// Collects statements from pieces that lie side by side.
class Pieces {
 public:
  explicit Pieces(std::string_view file) : file_(file) {}

  // The piece from the end of the last one up to `end`; `text_end` leaves its semicolon out.
  void close(std::size_t text_end, std::size_t end, const StatementState& state) {
    const std::string_view text = trimmed(file_.substr(piece_start_, text_end - piece_start_));
    if (text.empty()) {
      if (!statements_.empty()) extend_last(end);
    } else {
      const auto text_start = static_cast<std::size_t>(text.data() - file_.data());
      const std::size_t first = state.tokens() > 0 ? state.first_offset() : text_start;
      statements_.push_back({text, file_.substr(raw_start_, end - raw_start_), line_at(first)});
      raw_start_ = end;
    }
    piece_start_ = end;
  }

  std::vector<SqlStatement> finish() {
    if (!statements_.empty()) extend_last(file_.size());
    return std::move(statements_);
  }

 private:
  void extend_last(std::size_t end) {
    SqlStatement& last = statements_.back();
    last.raw = file_.substr(static_cast<std::size_t>(last.raw.data() - file_.data()));
    last.raw = last.raw.substr(0, end - static_cast<std::size_t>(last.raw.data() - file_.data()));
    raw_start_ = end;
  }

  // Offsets only grow, so lines are counted once.
  std::size_t line_at(std::size_t offset) {
    for (; counted_ < offset; ++counted_) line_ += file_[counted_] == '\n' ? 1 : 0;
    return line_;
  }

  std::string_view file_;
  std::size_t raw_start_ = 0, piece_start_ = 0, counted_ = 0, line_ = 1;
  std::vector<SqlStatement> statements_;
};

}  // namespace

Result<std::vector<SqlStatement>> split_sql(std::string_view file) {
  if (auto checked = check_encoding(file); !checked) return fail(std::move(checked.error()));
  const auto tokens = read_tokens(file);
  if (!tokens) return fail(tokens.error());
  Pieces pieces(file);
  StatementState state;
  for (const Token& token : *tokens) {
    if (token.is_symbol(';') && state.ends_at_semicolon()) {
      const auto offset = static_cast<std::size_t>(token.text.data() - file.data());
      pieces.close(offset, offset + 1, state);
      state = StatementState();
    } else if (auto taken = state.take(file, token); !taken) {
      return fail(std::move(taken.error()));
    }
  }
  if (auto closed = state.check_closed(file); !closed) return fail(std::move(closed.error()));
  pieces.close(file.size(), file.size(), state);
  return pieces.finish();
}

}  // namespace marque::pg::migrations
