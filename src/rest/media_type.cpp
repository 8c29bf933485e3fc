#include "rest/media_type.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace marque::rest {
namespace {

struct NamedKind {
  std::string_view name;
  MediaKind kind;
};
/// The names that messages and answers use come before other spellings of the same kind.
constexpr std::array<NamedKind, 14> kinds{{
    {"*/*", MediaKind::any},
    {"application/json", MediaKind::json},
    {"application/openapi+json", MediaKind::openapi},
    {"text/csv", MediaKind::csv},
    {"application/geo+json", MediaKind::geojson},
    {"text/plain", MediaKind::text},
    {"text/xml", MediaKind::xml},
    {"application/octet-stream", MediaKind::bytes},
    {"application/x-www-form-urlencoded", MediaKind::form},
    {"application/vnd.pgrst.object+json", MediaKind::object},
    {"application/vnd.pgrst.object", MediaKind::object},
    {"application/vnd.pgrst.plan", MediaKind::plan},
    {"application/vnd.pgrst.plan+text", MediaKind::plan},
    {"application/vnd.pgrst.plan+json", MediaKind::plan},
}};

struct NamedOption {
  std::string_view name;
  query::ExplainOption option;
};
constexpr std::array<NamedOption, 5> plan_options{{
    {"analyze", query::ExplainOption::analyze},
    {"verbose", query::ExplainOption::verbose},
    {"settings", query::ExplainOption::settings},
    {"buffers", query::ExplainOption::buffers},
    {"wal", query::ExplainOption::wal},
}};

bool is_alphanumeric(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9');
}

/// Takes letters and digits, and what stands in `others`, off the front of `text`.
std::string_view take_word(std::string_view& text, std::string_view others) {
  const auto end = std::ranges::find_if_not(
      text, [&](char letter) { return is_alphanumeric(letter) || others.find(letter) != others.npos; });
  const std::string_view word = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(word.size());
  return word;
}

void skip_blanks(std::string_view& text) {
  constexpr std::string_view blanks = " \t\n\v\f\r";
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
}

bool take_mark(std::string_view& text, char mark) {
  skip_blanks(text);
  if (!text.starts_with(mark)) return false;
  text.remove_prefix(1);
  skip_blanks(text);
  return true;
}

std::optional<std::string_view> take_quoted(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  const std::size_t end = text.find('"', 1);
  if (end == text.npos) return std::nullopt;
  const std::string_view value = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  return value;
}

using Parameters = std::map<std::string, std::string_view, std::less<>>;

/// Takes `; name=value` off the front of `text`.
bool take_parameter(std::string_view& text, Parameters& parameters) {
  if (!take_mark(text, ';')) return false;
  const std::string_view name = take_word(text, "-");
  if (name.empty() || !take_mark(text, '=')) return false;
  const auto quoted = take_quoted(text);
  const std::string_view value = quoted ? *quoted : take_word(text, "|-");
  if (!quoted && value.empty()) return false;
  parameters.insert_or_assign(core::to_lower(name), value);
  return true;
}

std::string_view parameter_or(const Parameters& parameters, std::string_view name,
                              std::string_view fallback) {
  const auto found = parameters.find(name);
  return found == parameters.end() ? fallback : found->second;
}

MediaType plan_type(std::string_view name, const Parameters& parameters) {
  MediaType type{.kind = MediaKind::plan};
  if (name.ends_with("+json")) type.plan_format = query::ExplainFormat::json;
  const auto options = core::split(parameter_or(parameters, "options", ""), '|');
  for (const auto& [option_name, option] : plan_options)
    if (std::ranges::find(options, option_name) != options.end()) type.plan_options.push_back(option);
  // A quoted value holds no quotes, so a plan of a plan is as deep as this goes.
  type.plan_for =
      std::make_shared<const MediaType>(read_media_type(parameter_or(parameters, "for", "application/json")));
  return type;
}

MediaType known_type(MediaKind kind, std::string_view name, const Parameters& parameters) {
  if (kind == MediaKind::plan) return plan_type(name, parameters);
  const bool stripped = parameter_or(parameters, "nulls", "") == "stripped";
  if (kind == MediaKind::object && stripped) return {.kind = MediaKind::object_stripped};
  return {.kind = kind};
}

}  // namespace

bool is_same(const MediaType& left, const MediaType& right) {
  return left.kind == right.kind && left.name == right.name;
}

MediaType read_media_type(std::string_view text) {
  // Header values are Latin-1 where they are not ASCII; messages are UTF-8.
  const MediaType unknown{.kind = MediaKind::other, .name = core::latin1_to_utf8(text)};
  std::string_view rest = text;
  const std::string_view main_type = take_word(rest, ".*");
  if (main_type.empty() || !rest.starts_with('/')) return unknown;
  rest.remove_prefix(1);
  const std::string_view sub_type = take_word(rest, ".*+-");
  if (sub_type.empty()) return unknown;
  const std::string name = core::to_lower(main_type) + "/" + core::to_lower(sub_type);
  Parameters parameters;
  while (take_parameter(rest, parameters)) continue;
  if (name == "application/vnd.pgrst.array" || name == "application/vnd.pgrst.array+json")
    return {.kind = parameter_or(parameters, "nulls", "") == "stripped" ? MediaKind::array_stripped
                                                                        : MediaKind::json};
  const auto found = std::ranges::find(kinds, name, &NamedKind::name);
  return found == kinds.end() ? unknown : known_type(found->kind, name, parameters);
}

namespace {

/// One entry of an Accept header.
struct Accepted {
  std::string text;
  double quality = 1;
  std::ptrdiff_t specificity = 0;
};

/// "0.8" and whatever follows; 1 where it is no number.
double read_quality(std::string_view text) {
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  const bool is_number = text.size() > first && text[first] >= '0' && text[first] <= '9';
  double quality = 1;
  if (is_number) std::from_chars(text.data(), text.data() + text.size(), quality);
  return quality;
}

/// Blanks count for nothing, what follows the quality is dropped, parameters make a type more specific and
/// stars less.
Accepted read_accepted(std::string_view entry) {
  Accepted accepted;
  std::ranges::copy_if(entry, std::back_inserter(accepted.text), [](char letter) { return letter != ' '; });
  if (const std::size_t at = accepted.text.find(";q="); at != std::string::npos) {
    accepted.quality = read_quality(std::string_view(accepted.text).substr(at + 3));
    accepted.text.resize(at);
  }
  accepted.specificity = std::ranges::count(accepted.text, ';') - std::ranges::count(accepted.text, '*');
  return accepted;
}

}  // namespace

std::vector<MediaType> read_accept(std::optional<std::string_view> header) {
  if (!header) return {MediaType{.kind = MediaKind::any}};
  if (header->empty()) return {};
  std::vector<Accepted> entries;
  for (const std::string_view entry : core::split(*header, ',')) entries.push_back(read_accepted(entry));
  std::ranges::stable_sort(entries, [](const Accepted& left, const Accepted& right) {
    return std::pair(left.quality, left.specificity) > std::pair(right.quality, right.specificity);
  });
  std::vector<MediaType> types;
  types.reserve(entries.size());
  for (const Accepted& entry : entries) types.push_back(read_media_type(entry.text));
  return types;
}

std::string media_type_name(const MediaType& type) {
  switch (type.kind) {
    case MediaKind::other: return type.name;
    case MediaKind::array_stripped: return "application/vnd.pgrst.array+json;nulls=stripped";
    case MediaKind::object_stripped: return "application/vnd.pgrst.object+json;nulls=stripped";
    case MediaKind::plan: break;
    default: return std::string(std::ranges::find(kinds, type.kind, &NamedKind::kind)->name);
  }
  std::string name = "application/vnd.pgrst.plan+";
  name += type.plan_format == query::ExplainFormat::json ? "json" : "text";
  name += "; for=\"" + (type.plan_for ? media_type_name(*type.plan_for) : "application/json") + '"';
  std::string_view separator = "; options=";
  for (const query::ExplainOption option : type.plan_options) {
    name.append(separator).append(plan_options[static_cast<std::size_t>(option)].name);
    separator = "|";
  }
  return name;
}

std::string content_type(const MediaType& type) {
  const bool plain = type.kind == MediaKind::bytes || type.kind == MediaKind::other;
  return media_type_name(type) + (plain ? "" : "; charset=utf-8");
}

}  // namespace marque::rest
