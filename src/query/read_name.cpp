// Names, JSON paths and lists of names.
#include "query/characters.hpp"
#include "query/grammar.hpp"

namespace marque::query::grammar {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// The size of the identifier character at `position`, 0 if there is none.
std::size_t identifier_character(std::string_view text, std::size_t position) {
  if (position >= text.size()) return 0;
  const Character character = character_at(text, position);
  return is_identifier_character(character.code) ? character.size : 0;
}

std::size_t end_of_identifier(std::string_view text, std::size_t position) {
  while (const std::size_t size = identifier_character(text, position)) position += size;
  return position;
}

/// A dash that is not the beginning of an arrow.
bool dash(Cursor& cursor) {
  return attempt(
      cursor, [&] { return take(cursor, '-', Expected::dash) && refuses(cursor, '>', Expected::greater); });
}

/// Parts joined by dashes. `part` gives nothing where there is none.
template <class Part>
std::optional<std::string> dashed(Cursor& cursor, Part part) {
  std::string joined;
  const auto take_part = [&] {
    const std::optional<std::string> text = part(cursor);
    if (text) joined += *text;
    return text.has_value();
  };
  const auto take_dash = [&] {
    const bool found = dash(cursor);
    if (found) joined += '-';
    return found;
  };
  if (!take_list(cursor, take_dash, take_part)) return std::nullopt;
  return joined;
}

std::optional<std::string> key_part(Cursor& cursor) {
  const std::string_view part = take_until(cursor, "(-:.,>)");
  if (part.empty()) return std::nullopt;
  return std::string(trim_blanks(part));
}

std::optional<std::string> json_key(Cursor& cursor) {
  return named(cursor, Expected::json_key, [&] {
    const bool is_quoted = cursor.at('"');
    auto quoted = quoted_text(cursor);
    return is_quoted ? quoted : dashed(cursor, key_part);
  });
}

/// What must follow an index, so that "1st" is a key.
bool sees_end_of_index(Cursor& cursor) {
  return sees_word(cursor, "->", Expected::arrow) || sees_word(cursor, "::", Expected::cast) ||
         sees_word(cursor, ".", Expected::dot) || sees_word(cursor, ",", Expected::comma) || sees_end(cursor);
}

std::optional<std::string> json_index(Cursor& cursor) {
  const std::size_t start = cursor.position;
  take(cursor, '-', Expected::dash);
  const std::size_t first = cursor.position;
  std::size_t end = first;
  while (end < cursor.text.size() && is_digit(cursor.text[end])) ++end;
  if (end != first) cursor.move_to(end);
  cursor.expect(Expected::digit);
  if (end == first || !sees_end_of_index(cursor)) return std::nullopt;
  return std::string(cursor.text.substr(start, end - start));
}

bool json_operand(Cursor& cursor, JsonStep& step) {
  auto operand = attempt(cursor, [&] { return json_index(cursor); });
  step.is_index = operand.has_value();
  if (!operand) operand = attempt(cursor, [&] { return json_key(cursor); });
  if (!operand) return false;
  step.operand = std::move(*operand);
  return true;
}

}  // namespace

std::optional<std::string> quoted_text(Cursor& cursor) {
  if (!take(cursor, '"', Expected::quote)) return std::nullopt;
  std::string text;
  while (true) {
    text += take_until(cursor, "\\\"");
    if (!take(cursor, '\\', Expected::backslash)) break;
    if (cursor.position == cursor.text.size()) {
      cursor.stop();
      return std::nullopt;
    }
    const std::size_t size = character_at(cursor.text, cursor.position).size;
    text += cursor.text.substr(cursor.position, size);
    cursor.move_to(cursor.position + size);
  }
  if (!take(cursor, '"', Expected::quote)) return std::nullopt;
  return text;
}

std::optional<std::string> identifier(Cursor& cursor) {
  const std::size_t start = cursor.position;
  const std::size_t end = end_of_identifier(cursor.text, start);
  if (end != start) cursor.move_to(end);
  cursor.expect(Expected::letter);
  cursor.expect(Expected::digit);
  if (end == start) return std::nullopt;
  return std::string(trim_blanks(cursor.text.substr(start, end - start)));
}

std::optional<std::string> name(Cursor& cursor) {
  if (cursor.at('"')) return quoted_text(cursor);
  if (identifier_character(cursor.text, cursor.position) > 0) return dashed(cursor, identifier);
  cursor.expect(Expected::field_name);
  return std::nullopt;
}

bool json_path(Cursor& cursor, std::vector<JsonStep>& path) {
  while (true) {
    JsonStep step;
    step.as_text = try_word(cursor, "->>", Expected::text_arrow);
    if (!step.as_text && !try_word(cursor, "->", Expected::arrow)) return true;
    if (!json_operand(cursor, step)) return false;
    path.push_back(std::move(step));
  }
}

std::optional<Field> field(Cursor& cursor) {
  skip_blanks(cursor);
  auto field_name = name(cursor);
  if (!field_name) return std::nullopt;
  Field result{std::move(*field_name), {}};
  if (!json_path(cursor, result.path)) return std::nullopt;
  skip_blanks(cursor);
  return result;
}

namespace {

template <class Separator>
std::optional<std::vector<std::string>> names(Cursor& cursor, Separator separator) {
  std::vector<std::string> list;
  const auto take_name = [&] {
    auto item = name(cursor);
    if (item) list.push_back(std::move(*item));
    return item.has_value();
  };
  if (!take_list(cursor, [&] { return separator(cursor); }, take_name)) return std::nullopt;
  return list;
}

}  // namespace

std::optional<std::vector<std::string>> dotted_names(Cursor& cursor) { return names(cursor, take_delimiter); }

std::optional<std::vector<std::string>> name_list(Cursor& cursor) { return names(cursor, take_comma); }

}  // namespace marque::query::grammar
