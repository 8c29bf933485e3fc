// Written by `marque gen types --lang cpp` from the database's schema; changes will be lost.
// clang-format off
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <marque/marque.hpp>

namespace shop {

enum class status {
  draft,
  on_sale,
  sold_out,
};

}  // namespace shop

template <>
struct marque::EnumTexts<shop::status> {
  static constexpr std::array<std::string_view, 3> texts{
      "draft",
      "on sale",
      "sold-out",
  };
};

namespace shop {

struct active_products {
  static constexpr marque::OptionalColumn<active_products, "id", std::optional<std::int64_t>> id{};
  static constexpr marque::OptionalColumn<active_products, "brand_id", std::optional<std::string>>
      brand_id{};
  static constexpr marque::OptionalColumn<active_products, "colour", std::optional<std::string>> colour{};
};

struct active_products_row {
  std::optional<std::int64_t> id{};
  std::optional<std::string> brand_id{};
  std::optional<std::string> colour{};
};

struct brand_profiles {
  static constexpr marque::Column<brand_profiles, "brand_id", std::string> brand_id{};
  static constexpr marque::OptionalColumn<brand_profiles, "homepage", std::optional<std::string>>
      homepage{};
  static constexpr marque::OptionalColumn<brand_profiles, "valid", std::optional<std::string>> valid{};
};

struct brand_profiles_row {
  std::string brand_id{};
  std::optional<std::string> homepage{};
  std::optional<std::string> valid{};
};

struct brand_sizes {
  static constexpr marque::GeneratedColumn<brand_sizes, "brand_id", std::optional<std::string>> brand_id{};
  static constexpr marque::GeneratedColumn<brand_sizes, "products", std::optional<std::int64_t>> products{};
};

struct brand_sizes_row {
  std::optional<std::string> brand_id{};
  std::optional<std::int64_t> products{};
};

struct brands {
  static constexpr marque::OptionalColumn<brands, "id", std::string> id{};
  static constexpr marque::Column<brands, "user_id", std::string> user_id{};
  static constexpr marque::Column<brands, "name", std::string> name{};
  static constexpr marque::OptionalColumn<brands, "status", shop::status> status{};
  static constexpr marque::OptionalColumn<brands, "step", std::int16_t> step{};
  static constexpr marque::OptionalColumn<brands, "palette", std::optional<marque::Json>> palette{};
  static constexpr marque::OptionalColumn<brands, "settings", marque::Json> settings{};
  static constexpr marque::OptionalColumn<brands, "tags", std::vector<std::string>> tags{};
  static constexpr marque::OptionalColumn<brands, "founded", std::optional<marque::Date>> founded{};
  static constexpr marque::OptionalColumn<brands, "created_at", marque::Timestamp> created_at{};
};

struct brands_row {
  std::string id{};
  std::string user_id{};
  std::string name{};
  shop::status status{};
  std::int16_t step{};
  std::optional<marque::Json> palette{};
  marque::Json settings{};
  std::vector<std::string> tags{};
  std::optional<marque::Date> founded{};
  marque::Timestamp created_at{};
};

struct products {
  static constexpr marque::GeneratedColumn<products, "id", std::int64_t> id{};
  static constexpr marque::Column<products, "brand_id", std::string> brand_id{};
  static constexpr marque::Column<products, "list price", double> list_price{};
  static constexpr marque::OptionalColumn<products, "colour", std::optional<std::string>> colour{};
  static constexpr marque::OptionalColumn<products, "measures", std::optional<marque::Json>> measures{};
  static constexpr marque::OptionalColumn<products, "active", bool> active{};
  static constexpr marque::GeneratedColumn<products, "label", std::optional<std::string>> label{};
  static constexpr marque::OptionalColumn<products, "weights", std::optional<std::vector<double>>>
      weights{};
  static constexpr marque::OptionalColumn<products, "class", std::optional<std::string>> class_{};
};

struct products_row {
  std::int64_t id{};
  std::string brand_id{};
  double list_price{};
  std::optional<std::string> colour{};
  std::optional<marque::Json> measures{};
  bool active{};
  std::optional<std::string> label{};
  std::optional<std::vector<double>> weights{};
  std::optional<std::string> class_{};
};

}  // namespace shop

template <>
struct marque::TableTraits<shop::active_products> {
  using Table = shop::active_products;
  using Row = shop::active_products_row;
  static constexpr std::string_view name = "active_products";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      Table::id, Table::brand_id, Table::colour};
};

template <>
inline constexpr auto marque::columns_of<shop::active_products_row> = [] {
  using Row = shop::active_products_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("brand_id", &Row::brand_id),
      marque::column("colour", &Row::colour));
}();

template <>
struct marque::TableTraits<shop::brand_profiles> {
  using Table = shop::brand_profiles;
  using Row = shop::brand_profiles_row;
  static constexpr std::string_view name = "brand_profiles";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      Table::brand_id, Table::homepage, Table::valid};
};

template <>
inline constexpr auto marque::columns_of<shop::brand_profiles_row> = [] {
  using Row = shop::brand_profiles_row;
  return marque::columns(
      marque::column("brand_id", &Row::brand_id), marque::column("homepage", &Row::homepage),
      marque::column("valid", &Row::valid));
}();

template <>
struct marque::TableTraits<shop::brand_sizes> {
  using Table = shop::brand_sizes;
  using Row = shop::brand_sizes_row;
  static constexpr std::string_view name = "brand_sizes";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      Table::brand_id, Table::products};
};

template <>
inline constexpr auto marque::columns_of<shop::brand_sizes_row> = [] {
  using Row = shop::brand_sizes_row;
  return marque::columns(
      marque::column("brand_id", &Row::brand_id), marque::column("products", &Row::products));
}();

template <>
struct marque::TableTraits<shop::brands> {
  using Table = shop::brands;
  using Row = shop::brands_row;
  static constexpr std::string_view name = "brands";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      Table::id, Table::user_id, Table::name, Table::status, Table::step, Table::palette, Table::settings,
      Table::tags, Table::founded, Table::created_at};
};

template <>
inline constexpr auto marque::columns_of<shop::brands_row> = [] {
  using Row = shop::brands_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("user_id", &Row::user_id),
      marque::column("name", &Row::name), marque::column("status", &Row::status),
      marque::column("step", &Row::step), marque::column("palette", &Row::palette),
      marque::column("settings", &Row::settings), marque::column("tags", &Row::tags),
      marque::column("founded", &Row::founded), marque::column("created_at", &Row::created_at));
}();

template <>
struct marque::TableTraits<shop::products> {
  using Table = shop::products;
  using Row = shop::products_row;
  static constexpr std::string_view name = "products";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      Table::id, Table::brand_id, Table::list_price, Table::colour, Table::measures, Table::active,
      Table::label, Table::weights, Table::class_};
};

template <>
inline constexpr auto marque::columns_of<shop::products_row> = [] {
  using Row = shop::products_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("brand_id", &Row::brand_id),
      marque::column("list price", &Row::list_price), marque::column("colour", &Row::colour),
      marque::column("measures", &Row::measures), marque::column("active", &Row::active),
      marque::column("label", &Row::label), marque::column("weights", &Row::weights),
      marque::column("class", &Row::class_));
}();

namespace shop_audit {

struct changes {
  static constexpr marque::OptionalColumn<changes, "id", std::int64_t> id{};
  static constexpr marque::OptionalColumn<changes, "status", std::optional<shop::status>> status{};
};

struct changes_row {
  std::int64_t id{};
  std::optional<shop::status> status{};
};

}  // namespace shop_audit

template <>
struct marque::TableTraits<shop_audit::changes> {
  using Table = shop_audit::changes;
  using Row = shop_audit::changes_row;
  static constexpr std::string_view name = "changes";
  static constexpr std::string_view schema = "shop_audit";
  static constexpr std::tuple columns{
      Table::id, Table::status};
};

template <>
inline constexpr auto marque::columns_of<shop_audit::changes_row> = [] {
  using Row = shop_audit::changes_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("status", &Row::status));
}();
