// marque/row.hpp: structs as rows. A struct names its columns once and is then read from answers and sent as
// payload:
//
//     struct Brand {
//       std::string id;
//       std::string name;
//       std::optional<std::string> step_url;
//       static constexpr auto columns = marque::columns(marque::column("id", &Brand::id),
//                                                       marque::column("name", &Brand::name),
//                                                       marque::column("step_url", &Brand::step_url));
//     };
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "marque/codec.hpp"

namespace marque {

/// A column's name and the member that holds its value.
template <class Struct, class Member>
struct MemberColumn {
  std::string_view name;
  Member Struct::* member;
};

template <class Struct, class Member>
constexpr MemberColumn<Struct, Member> column(std::string_view name, Member Struct::* member) {
  return {name, member};
}

template <class... Columns>
constexpr std::tuple<Columns...> columns(Columns... all) {
  return {all...};
}

/// Stands for the columns of what is no row.
struct NoColumns {};

/// The columns of `Struct`: its member `columns`. Specialise it for structs that are not yours.
template <class Struct>
inline constexpr auto columns_of = NoColumns();
template <class Struct>
  requires requires { Struct::columns; }
inline constexpr auto columns_of<Struct> = Struct::columns;

/// A struct with columns.
template <class Struct>
concept Row = !std::same_as<std::remove_cvref_t<decltype(columns_of<Struct>)>, NoColumns>;

/// "id,name,step_url": what to select for `Struct`.
template <Row Struct>
std::string select_list() {
  std::string list;
  const auto append = [&list](std::string_view name) {
    if (!list.empty()) list += ',';
    list += name;
  };
  std::apply([&](const auto&... each) { (append(each.name), ...); }, columns_of<Struct>);
  return list;
}

/// `error`, which says now that it is about this column.
ApiError in_column(std::string_view name, ApiError error);

template <class Struct>
struct JsonCodec<Struct, std::enable_if_t<Row<Struct>>> {
  static Json encode(const Struct& row) {
    std::vector<JsonField> fields;
    std::apply(
        [&](const auto&... each) { (fields.push_back({std::string(each.name), row.*each.member}), ...); },
        columns_of<Struct>);
    return Json::object(std::move(fields));
  }

  /// A column that the answer lacks counts as null.
  static Expected<void> decode(const Json& json, Struct& row) {
    if (!json.is_object()) return unfit(json, "an object");
    Expected<void> result;
    std::apply([&](const auto&... each) { (read(json, row, each, result) && ...); }, columns_of<Struct>);
    return result;
  }

 private:
  template <class Member>
  static bool read(const Json& json, Struct& row, const MemberColumn<Struct, Member>& column,
                   Expected<void>& result) {
    auto value = json[column.name].template as<Member>();
    if (value) {
      row.*column.member = *std::move(value);
    } else {
      result = std::unexpected(in_column(column.name, std::move(value.error())));
    }
    return value.has_value();
  }
};

}  // namespace marque
