#include "query/read_url.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

#include "http/url.hpp"
#include "query/characters.hpp"
#include "query/grammar.hpp"
#include "query/whole_number.hpp"

namespace marque::query {
namespace {

using grammar::Cursor;

struct Parameter {
  std::string name;
  std::string value;
  bool has_value = false;
};

/// All parameters with their percent-escapes resolved, not yet checked for UTF-8.
std::vector<Parameter> split_parameters(std::string_view raw_query) {
  std::vector<Parameter> parameters;
  while (!raw_query.empty()) {
    const std::size_t end = std::min(raw_query.find_first_of("&;"), raw_query.size());
    const std::string_view pair = raw_query.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const bool has_value = equals < pair.size();
    const std::string_view value = has_value ? pair.substr(equals + 1) : std::string_view{};
    parameters.push_back({http::percent_decode_lenient(pair.substr(0, equals), http::Plus::blank),
                          http::percent_decode_lenient(value, http::Plus::blank), has_value});
    raw_query.remove_prefix(std::min(end + 1, raw_query.size()));
  }
  return parameters;
}

/// Every byte is taken for a character of its own, whose UTF-8 is then escaped: so has the peer it.
std::string encode_bytes(std::string_view bytes) {
  std::string characters;
  for (const char letter : bytes) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte >= 0x80) characters += static_cast<char>(0xC0U | (byte >> 6U));
    characters += byte >= 0x80 ? static_cast<char>(0x80U | (byte & 0x3FU)) : letter;
  }
  return http::percent_encode(characters);
}

std::string canonical_query(const std::vector<Parameter>& parameters) {
  std::vector<const Parameter*> sorted;
  for (const Parameter& parameter : parameters) sorted.push_back(&parameter);
  std::ranges::stable_sort(sorted, {}, &Parameter::name);
  std::string canonical;
  const Parameter* previous = nullptr;
  for (const Parameter* parameter : sorted) {
    if (previous != nullptr && previous->name == parameter->name) {
      canonical += ',';
    } else {
      if (previous != nullptr) canonical += '&';
      canonical += encode_bytes(parameter->name) + '=';
    }
    canonical += encode_bytes(parameter->value);
    previous = parameter;
  }
  return canonical;
}

/// "failed to parse <what> (<shown>)", with where `cursor` got stuck and what it expected there.
std::unexpected<Error> parse_error(std::string_view what, std::string_view shown, const Cursor& cursor) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t at = 0; at < cursor.trouble.position() && at < cursor.text.size();) {
    const Character character = character_at(cursor.text, at);
    at += character.size;
    column = character.code == '\t' ? column + 8 - (column - 1) % 8 : column + 1;
    if (character.code != '\n') continue;
    ++line;
    column = 1;
  }
  auto message = fmt::format("\"failed to parse {} ({})\" (line {}, column {})", what, shown, line, column);
  return fail(Error("PGRST100", std::move(message)).with_detail(cursor.trouble.describe(cursor.text)));
}

/// Reads `text` by `parse`, which gives something that is false if it failed.
template <class Parse>
auto read_text(std::string_view what, std::string_view text, Parse parse)
    -> Result<std::remove_cvref_t<decltype(*parse(std::declval<Cursor&>()))>> {
  Cursor cursor{text, 0, {}, 0};
  auto parsed = parse(cursor);
  if (!parsed) return parse_error(what, text, cursor);
  return std::move(*parsed);
}

/// `path.to.embed.field->key`
struct FieldAddress {
  Path path;
  Field field;
};

std::optional<FieldAddress> field_address(Cursor& cursor) {
  auto names = grammar::dotted_names(cursor);
  if (!names) return std::nullopt;
  FieldAddress address{{}, {std::move(names->back()), {}}};
  if (!grammar::json_path(cursor, address.field.path)) return std::nullopt;
  names->pop_back();
  address.path = std::move(*names);
  return address;
}

Result<FieldAddress> read_address(std::string_view name) {
  return read_text("tree path", name, field_address);
}

/// Which of the reserved names a parameter has: its last dotted part.
enum class Instruction : std::uint8_t { none, order, limit, offset, logic };

Instruction instruction_of(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);
  if (last == "order") return Instruction::order;
  if (last == "limit") return Instruction::limit;
  if (last == "offset") return Instruction::offset;
  return last == "and" || last == "or" ? Instruction::logic : Instruction::none;
}

bool is_filter(const Parameter& parameter) {
  return parameter.name != "select" && parameter.name != "columns" && parameter.name != "on_conflict" &&
         instruction_of(parameter.name) == Instruction::none;
}

/// Reads the parameters into the parts, kind by kind; the first broken one of the first kind is the error.
struct Reader {
  const std::vector<Parameter>& parameters;
  bool may_have_arguments;
  UrlParts parts;

  Result<void> read_order(const Parameter& parameter);
  Result<void> read_logic(const Parameter& parameter);
  Result<void> read_filter(const Parameter& parameter);
  Result<void> read_select();
  Result<void> read_names(std::string_view name, std::string_view what,
                          std::optional<std::vector<std::string>>& names);
  Result<void> read_ranges();

  /// Calls `read` for all parameters with a value that `wanted` holds for.
  Result<void> each(bool (*wanted)(const Parameter&), Result<void> (Reader::*read)(const Parameter&));
  /// The value of the first parameter of that name.
  const std::string* value_of(std::string_view name) const;
};

Result<void> Reader::each(bool (*wanted)(const Parameter&), Result<void> (Reader::*read)(const Parameter&)) {
  for (const Parameter& parameter : parameters) {
    if (!parameter.has_value || !wanted(parameter)) continue;
    if (auto done = (this->*read)(parameter); !done) return done;
  }
  return {};
}

const std::string* Reader::value_of(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &Parameter::name);
  return found == parameters.end() || !found->has_value ? nullptr : &found->value;
}

Result<void> Reader::read_order(const Parameter& parameter) {
  auto address = read_address(parameter.name);
  if (!address) return fail(std::move(address.error()));
  auto terms = read_text("order", parameter.value, grammar::order_terms);
  if (!terms) return fail(std::move(terms.error()));
  parts.order.push_back({std::move(address->path), std::move(*terms)});
  return {};
}

Result<void> Reader::read_logic(const Parameter& parameter) {
  auto names = read_text("logic path", parameter.name, grammar::dotted_names);
  if (!names) return fail(std::move(names.error()));
  // The operator is read together with the value, as it stands inside a parenthesis.
  const bool negated = std::ranges::find(*names, "not") != names->end();
  const std::string text = (negated ? "not." : "") + names->back() + parameter.value;
  Cursor cursor{text, 0, {}, 0};
  auto logic = grammar::logic_tree(cursor);
  if (!logic) return parse_error("logic tree", parameter.value, cursor);
  names->pop_back();
  std::erase(*names, "not");
  if (logic->kind == Logic::Kind::condition) logic = Logic{Logic::Kind::all, false, {}, {std::move(*logic)}};
  parts.logic.push_back({std::move(*names), std::move(*logic)});
  return {};
}

Result<void> Reader::read_filter(const Parameter& parameter) {
  auto address = read_address(parameter.name);
  if (!address) return fail(std::move(address.error()));
  Condition condition;
  Cursor cursor{parameter.value, 0, {}, 0};
  if (!grammar::comparison(cursor, grammar::ValueEnd::text, condition)) {
    if (!may_have_arguments || cursor.position != 0) return parse_error("filter", parameter.value, cursor);
    parts.arguments.emplace_back(std::move(address->field.name), parameter.value);
    return {};
  }
  condition.field = std::move(address->field);
  parts.filters.push_back({std::move(address->path), std::move(condition)});
  return {};
}

Result<void> Reader::read_select() {
  const std::string* text = value_of("select");
  if (text == nullptr) return {};
  parts.select.clear();
  Cursor cursor{*text, 0, {}, 0};
  if (!grammar::select_items(cursor, parts.select)) return parse_error("select parameter", *text, cursor);
  return {};
}

Result<void> Reader::read_names(std::string_view name, std::string_view what,
                                std::optional<std::vector<std::string>>& names) {
  const std::string* text = value_of(name);
  if (text == nullptr) return {};
  auto list = read_text(what, *text, grammar::name_list);
  if (!list) return fail(std::move(list.error()));
  names = std::move(*list);
  return {};
}

/// What was said of one range; a text where there was a parameter.
struct RangeTexts {
  std::string name;  ///< of the limit, which stands for both
  const std::string* limit = nullptr;
  const std::string* offset = nullptr;
};

std::vector<RangeTexts> collect_ranges(const std::vector<Parameter>& parameters) {
  std::vector<RangeTexts> ranges;
  std::unordered_map<std::string, std::size_t> places;
  for (const Parameter& parameter : parameters) {
    const Instruction instruction = instruction_of(parameter.name);
    const bool is_limit = instruction == Instruction::limit;
    if (!parameter.has_value || (!is_limit && instruction != Instruction::offset)) continue;
    std::string name = parameter.name.substr(0, parameter.name.rfind('.') + 1) + "limit";
    const auto [place, is_new] = places.try_emplace(name, ranges.size());
    if (is_new) ranges.push_back({std::move(name)});
    (is_limit ? ranges[place->second].limit : ranges[place->second].offset) = &parameter.value;
  }
  return ranges;
}

/// Beside an offset, a limit that is no number counts as 0, as the peer has it.
Range range_of(const RangeTexts& texts) {
  Range range;
  if (texts.limit != nullptr) range.limit = read_whole_number(*texts.limit);
  if (texts.offset != nullptr) range.offset = read_whole_number(*texts.offset);
  if (texts.limit == nullptr || texts.offset == nullptr) return range;
  return {range.limit.value_or(0), range.offset.value_or(0)};
}

Result<void> Reader::read_ranges() {
  std::map<Path, std::size_t> places;
  for (const RangeTexts& texts : collect_ranges(parameters)) {
    auto address = read_address(texts.name);
    if (!address) return fail(std::move(address.error()));
    const auto [place, is_new] = places.try_emplace(address->path, parts.ranges.size());
    if (is_new) parts.ranges.push_back({std::move(address->path), {}});
    parts.ranges[place->second].value = range_of(texts);
  }
  return {};
}

Result<void> read_all(Reader& reader) {
  const auto is_order = [](const Parameter& p) { return instruction_of(p.name) == Instruction::order; };
  const auto is_logic = [](const Parameter& p) { return instruction_of(p.name) == Instruction::logic; };
  if (auto done = reader.each(is_order, &Reader::read_order); !done) return done;
  if (auto done = reader.each(is_logic, &Reader::read_logic); !done) return done;
  if (auto done = reader.read_names("columns", "columns parameter", reader.parts.columns); !done) return done;
  if (auto done = reader.read_select(); !done) return done;
  if (auto done = reader.each(is_filter, &Reader::read_filter); !done) return done;
  if (auto done = reader.read_names("on_conflict", "on_conflict parameter", reader.parts.on_conflict); !done)
    return done;
  return reader.read_ranges();
}

}  // namespace

Result<UrlParts> read_query(std::string_view raw_query, bool may_have_arguments) {
  std::vector<Parameter> parameters = split_parameters(raw_query);
  UrlParts parts;
  parts.canonical = canonical_query(parameters);
  for (Parameter& parameter : parameters) {
    parameter.name = replace_invalid_utf8(std::move(parameter.name));
    parameter.value = replace_invalid_utf8(std::move(parameter.value));
  }
  Reader reader{parameters, may_have_arguments, std::move(parts)};
  if (auto done = read_all(reader); !done) return fail(std::move(done.error()));
  return std::move(reader.parts);
}

Tree with_parts(Tree tree, UrlParts parts) {
  tree.select = std::move(parts.select);
  tree.filters = std::move(parts.filters);
  tree.logic = std::move(parts.logic);
  tree.order = std::move(parts.order);
  tree.ranges = std::move(parts.ranges);
  tree.columns = std::move(parts.columns);
  tree.on_conflict = std::move(parts.on_conflict);
  tree.arguments = std::move(parts.arguments);
  return tree;
}

}  // namespace marque::query
