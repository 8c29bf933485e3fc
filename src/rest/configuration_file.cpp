#include "rest/configuration_file.hpp"

#include <utility>

#include <fmt/format.h>

#include "identity/decimal.hpp"

namespace marque::rest {
namespace {

constexpr int longest_chain_of_imports = 16;  // a file that imports itself must end

std::unexpected<Error> bad_configuration(std::string_view key, std::string_view what) {
  return fail("rest.bad_configuration", fmt::format("Error in config <{}>: {}", key, what));
}

/// A whole number in digits, all others as they are shown.
std::string number_text(std::string_view number) {
  const identity::Decimal decimal = identity::read_decimal(number);
  const auto whole = identity::whole_number(decimal);
  return whole ? std::to_string(*whole) : identity::to_fractional_text(decimal);
}

std::string relative_to(std::string_view file, const std::string& path) {
  if (path.starts_with('/')) return path;
  const auto slash = file.rfind('/');
  return slash == file.npos ? path : std::string(file.substr(0, slash + 1)) + path;
}

/// Binds keys in the order of the directives, so that a $(name) finds what stands before it.
class Evaluation {
 public:
  explicit Evaluation(const ConfigurationFile& file) : file_(file) {}

  Result<void> read(std::string_view text, std::string_view path, const std::string& prefix, int imports) {
    const auto directives = parse_configuration(text, path);
    if (!directives) return fail(directives.error());
    return apply(*directives, path, prefix, imports);
  }

  ConfigurationValues take() { return std::move(values_); }

 private:
  Result<void> apply(const std::vector<ConfigurationDirective>& directives, std::string_view path,
                     const std::string& prefix, int imports) {
    for (const ConfigurationDirective& directive : directives)
      if (auto applied = apply(directive, path, prefix, imports); !applied) return applied;
    return {};
  }

  Result<void> apply(const ConfigurationDirective& directive, std::string_view path,
                     const std::string& prefix, int imports) {
    switch (directive.kind) {
      case ConfigurationDirective::Kind::binding: return bind(prefix, directive);
      case ConfigurationDirective::Kind::group:
        return apply(directive.directives, path, prefix + directive.name + ".", imports);
      case ConfigurationDirective::Kind::import: break;
    }
    if (imports >= longest_chain_of_imports)
      return bad_configuration(directive.name, "imports go round in circles");
    const std::string imported = relative_to(path, directive.name);
    const auto text = file_.read_file(imported);
    if (!text) return fail(text.error());
    return read(*text, imported, prefix, imports + 1);
  }

  Result<void> bind(const std::string& prefix, const ConfigurationDirective& directive) {
    const std::string key = prefix + directive.name;
    ConfigurationValue value = directive.value;
    if (value.kind == ConfigurationValue::Kind::text && value.text.contains('$')) {
      auto filled = fill_in(prefix, key, value.text);
      if (!filled) return fail(filled.error());
      value.text = std::move(*filled);
    }
    values_.insert_or_assign(key, std::move(value));
    return {};
  }

  /// "$$" stands for "$", "$(name)" for the value of a key or variable.
  Result<std::string> fill_in(const std::string& prefix, std::string_view key, std::string_view text) const {
    std::string out;
    for (auto dollar = text.find('$'); dollar != text.npos; dollar = text.find('$')) {
      out += text.substr(0, dollar);
      text.remove_prefix(dollar + 1);
      if (text.starts_with('$')) {
        out += '$';
        text.remove_prefix(1);
        continue;
      }
      const auto end = text.find(')');
      if (!text.starts_with('(') || end == text.npos || end == 1)
        return bad_configuration(key, "after '$' comes '$' or a name in brackets");
      const auto value = named(prefix, key, text.substr(1, end - 1));
      if (!value) return value;
      out += *value;
      text.remove_prefix(end + 1);
    }
    return out += text;
  }

  /// The key `name` of this group, else of those around it, else the environment's variable.
  Result<std::string> named(std::string prefix, std::string_view key, std::string_view name) const {
    for (;;) {
      const auto found = values_.find(prefix + std::string(name));
      if (found != values_.end()) return value_text(found->second, key, name);
      if (prefix.empty()) break;
      const auto point = prefix.rfind('.', prefix.size() - 2);  // the one before that at its end
      prefix.resize(point == prefix.npos ? 0 : point + 1);
    }
    const auto variable = file_.environment.find(name);
    if (variable == file_.environment.end())
      return bad_configuration(key, fmt::format("no such variable: '{}'", name));
    return variable->second;
  }

  static Result<std::string> value_text(const ConfigurationValue& value, std::string_view key,
                                        std::string_view name) {
    if (value.kind == ConfigurationValue::Kind::text) return value.text;
    if (value.kind == ConfigurationValue::Kind::number) return number_text(value.text);
    return bad_configuration(key, fmt::format("variable '{}' is not a string or number", name));
  }

  const ConfigurationFile& file_;
  ConfigurationValues values_;
};

}  // namespace

Result<ConfigurationValues> read_configuration(const ConfigurationFile& file) {
  Evaluation evaluation(file);
  if (auto read = evaluation.read(file.text, file.path, "", 0); !read) return fail(read.error());
  return evaluation.take();
}

}  // namespace marque::rest
