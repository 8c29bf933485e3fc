#include "pg/migrations/sql_lexer.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace marque::pg::migrations {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }
bool is_newline(char c) { return c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_identifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_tag(char c) { return starts_identifier(c) || is_digit(c); }
bool continues_identifier(char c) { return continues_tag(c) || c == '$'; }

std::string place(std::string_view text, std::size_t offset) {
  const Position at = position_at(text, offset);
  return fmt::format("line {}, column {}", at.line, at.column);
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    while (true) {
      if (auto skipped = skip_space_and_comments(); !skipped) return fail(std::move(skipped.error()));
      if (at_ == text_.size()) return std::move(tokens_);
      if (auto read = read_token(); !read) return fail(std::move(read.error()));
    }
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void skip_line_comment() {
    while (at_ < text_.size() && !is_newline(text_[at_])) ++at_;
  }

  Result<void> skip_block_comment() {
    const std::size_t start = at_;
    std::size_t depth = 0;
    do {
      if (at_ + 1 >= text_.size()) return unterminated("comment", start);
      if (peek() == '/' && peek(1) == '*') {
        ++depth, at_ += 2;
      } else if (peek() == '*' && peek(1) == '/') {
        --depth, at_ += 2;
      } else {
        ++at_;
      }
    } while (depth > 0);
    return {};
  }

  Result<void> skip_space_and_comments() {
    while (at_ < text_.size()) {
      if (is_space(peek())) {
        ++at_;
      } else if (peek() == '-' && peek(1) == '-') {
        skip_line_comment();
      } else if (peek() == '/' && peek(1) == '*') {
        if (auto skipped = skip_block_comment(); !skipped) return skipped;
      } else {
        break;
      }
    }
    return {};
  }

  Result<void> read_token() {
    const std::size_t start = at_;
    const char first = peek();
    if (first == '\'') return read_text(start, false);
    if ((first == 'e' || first == 'E') && peek(1) == '\'') return ++at_, read_text(start, true);
    if (first == '"') return read_quoted_identifier(start);
    if (first == '$') return read_dollar(start);
    if (first == '\\') return meta_command(start);
    if (starts_identifier(first)) {
      while (at_ < text_.size() && continues_identifier(text_[at_])) ++at_;
      return add(TokenKind::word, start);
    }
    if (is_digit(first)) {
      while (at_ < text_.size() && (continues_tag(text_[at_]) || text_[at_] == '.')) ++at_;
      return add(TokenKind::number, start);
    }
    ++at_;
    return add(TokenKind::symbol, start);
  }

  Result<void> add(TokenKind kind, std::size_t start) {
    tokens_.push_back({kind, text_.substr(start, at_ - start)});
    return {};
  }

  // 'it''s' and E'it\'s'; a line break between two constants joins them, and the first one's rules go on.
  Result<void> read_text(std::size_t start, bool escapes) {
    do {
      ++at_;
      while (at_ < text_.size() && !(peek() == '\'' && peek(1) != '\'')) {
        at_ += (escapes && peek() == '\\') || peek() == '\'' ? 2 : 1;
      }
      if (at_ >= text_.size()) return unterminated("string", start);
      ++at_;
    } while (skip_to_continuation());
    return add(TokenKind::text, start);
  }

  bool skip_to_continuation() {
    std::size_t next = at_;
    bool line_ended = false;
    while (next < text_.size()) {
      if (is_space(text_[next])) {
        line_ended = is_newline(text_[next++]) || line_ended;
      } else if (text_.substr(next).starts_with("--")) {
        while (next < text_.size() && !is_newline(text_[next])) ++next;
      } else {
        break;
      }
    }
    if (!line_ended || next >= text_.size() || text_[next] != '\'') return false;
    at_ = next;
    return true;
  }

  Result<void> read_quoted_identifier(std::size_t start) {
    ++at_;
    while (at_ < text_.size() && !(peek() == '"' && peek(1) != '"')) at_ += peek() == '"' ? 2 : 1;
    if (at_ >= text_.size()) return unterminated("quoted identifier", start);
    ++at_;
    return add(TokenKind::quoted_identifier, start);
  }

  // $tag$ … $tag$, $1, or a lone $.
  Result<void> read_dollar(std::size_t start) {
    std::size_t end = start + 1;
    if (is_digit(peek(1))) {
      while (end < text_.size() && is_digit(text_[end])) ++end;
      at_ = end;
      return add(TokenKind::number, start);
    }
    while (end < text_.size() && continues_tag(text_[end])) ++end;
    if (end >= text_.size() || text_[end] != '$') return ++at_, add(TokenKind::symbol, start);
    const std::string_view tag = text_.substr(start, end + 1 - start);
    const std::size_t close = text_.find(tag, end + 1);
    if (close == text_.npos) return unterminated(fmt::format("{} string", tag), start);
    at_ = close + tag.size();
    return add(TokenKind::text, start);
  }

  Result<void> unterminated(std::string_view what, std::size_t start) const {
    return fail("sql.unterminated",
                fmt::format("the {} that begins at {} never ends", what, place(text_, start)));
  }

  Result<void> meta_command(std::size_t start) const {
    return fail(Error("sql.meta_command",
                      fmt::format("a backslash at {}: psql's commands are not SQL", place(text_, start)))
                    .with_hint("write the statement itself; \\i, \\set and \\copy exist only inside psql"));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

// Length of the UTF-8 sequence at `offset` (RFC 3629 §4); 0 where there is none.
std::size_t sequence_length(std::string_view text, std::size_t offset) {
  const auto byte = [&](std::size_t index) -> unsigned {
    return offset + index < text.size() ? static_cast<unsigned char>(text[offset + index]) : 0U;
  };
  const auto tail = [&](std::size_t index) { return (byte(index) & 0xC0U) == 0x80U; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F)) return 0;
    return tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) > 0x8F)) return 0;
    return tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

Position position_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = static_cast<std::size_t>(std::ranges::count(before, '\n'));
  const std::size_t line_start = lines == 0 ? 0 : before.rfind('\n') + 1;
  return {lines + 1, before.size() - line_start + 1};
}

Result<std::vector<Token>> read_tokens(std::string_view text) { return Lexer(text).run(); }

Result<void> check_encoding(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF"))
    return fail(Error("sql.byte_order_mark", "the file begins with a byte order mark")
                    .with_hint("save it as UTF-8 without one"));
  for (std::size_t offset = 0; offset < text.size();) {
    if (text[offset] == '\0')
      return fail("sql.nul_byte", fmt::format("a NUL byte at {}", place(text, offset)));
    const std::size_t length = sequence_length(text, offset);
    if (length == 0)
      return fail(
          Error("sql.not_utf8", fmt::format("byte 0x{:02x} at {} is not UTF-8",
                                            static_cast<unsigned char>(text[offset]), place(text, offset)))
              .with_hint("save the file as UTF-8"));
    offset += length;
  }
  return {};
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace marque::pg::migrations
