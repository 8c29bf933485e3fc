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
  static constexpr marque::Column<active_products, "id", std::optional<std::int64_t>,
                                  marque::Filling::optional> id{};
  static constexpr marque::Column<active_products, "brand_id", std::optional<std::string>,
                                  marque::Filling::optional> brand_id{};
  static constexpr marque::Column<active_products, "colour", std::optional<std::string>,
                                  marque::Filling::optional> colour{};
};

struct active_products_row {
  std::optional<std::int64_t> id{};
  std::optional<std::string> brand_id{};
  std::optional<std::string> colour{};
};

struct brand_profiles {
  static constexpr marque::Column<brand_profiles, "brand_id", std::string> brand_id{};
  static constexpr marque::Column<brand_profiles, "homepage", std::optional<std::string>,
                                  marque::Filling::optional> homepage{};
  static constexpr marque::Column<brand_profiles, "valid", std::optional<std::string>,
                                  marque::Filling::optional> valid{};
};

struct brand_profiles_row {
  std::string brand_id{};
  std::optional<std::string> homepage{};
  std::optional<std::string> valid{};
};

struct brand_sizes {
  static constexpr marque::Column<brand_sizes, "brand_id", std::optional<std::string>,
                                  marque::Filling::generated> brand_id{};
  static constexpr marque::Column<brand_sizes, "products", std::optional<std::int64_t>,
                                  marque::Filling::generated> products{};
};

struct brand_sizes_row {
  std::optional<std::string> brand_id{};
  std::optional<std::int64_t> products{};
};

struct brands {
  static constexpr marque::Column<brands, "id", std::string, marque::Filling::optional> id{};
  static constexpr marque::Column<brands, "user_id", std::string> user_id{};
  static constexpr marque::Column<brands, "name", std::string> name{};
  static constexpr marque::Column<brands, "status", shop::status, marque::Filling::optional>
      status{};
  static constexpr marque::Column<brands, "step", std::int16_t, marque::Filling::optional> step{};
  static constexpr marque::Column<brands, "palette", std::optional<marque::Json>,
                                  marque::Filling::optional> palette{};
  static constexpr marque::Column<brands, "settings", marque::Json, marque::Filling::optional>
      settings{};
  static constexpr marque::Column<brands, "tags", std::vector<std::string>,
                                  marque::Filling::optional> tags{};
  static constexpr marque::Column<brands, "founded", std::optional<marque::Date>,
                                  marque::Filling::optional> founded{};
  static constexpr marque::Column<brands, "created_at", marque::Timestamp,
                                  marque::Filling::optional> created_at{};
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
  static constexpr marque::Column<products, "id", std::int64_t, marque::Filling::generated> id{};
  static constexpr marque::Column<products, "brand_id", std::string> brand_id{};
  static constexpr marque::Column<products, "list price", double> list_price{};
  static constexpr marque::Column<products, "colour", std::optional<std::string>,
                                  marque::Filling::optional> colour{};
  static constexpr marque::Column<products, "measures", std::optional<marque::Json>,
                                  marque::Filling::optional> measures{};
  static constexpr marque::Column<products, "active", bool, marque::Filling::optional> active{};
  static constexpr marque::Column<products, "label", std::optional<std::string>,
                                  marque::Filling::generated> label{};
  static constexpr marque::Column<products, "weights", std::optional<std::vector<double>>,
                                  marque::Filling::optional> weights{};
  static constexpr marque::Column<products, "class", std::optional<std::string>,
                                  marque::Filling::optional> class_{};
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
  using Row = shop::active_products_row;
  static constexpr std::string_view name = "active_products";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      shop::active_products::id,
      shop::active_products::brand_id,
      shop::active_products::colour};
};

template <>
inline constexpr auto marque::columns_of<shop::active_products_row> = marque::columns(
    marque::column("id", &shop::active_products_row::id),
    marque::column("brand_id", &shop::active_products_row::brand_id),
    marque::column("colour", &shop::active_products_row::colour));

template <>
struct marque::TableTraits<shop::brand_profiles> {
  using Row = shop::brand_profiles_row;
  static constexpr std::string_view name = "brand_profiles";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      shop::brand_profiles::brand_id,
      shop::brand_profiles::homepage,
      shop::brand_profiles::valid};
};

template <>
inline constexpr auto marque::columns_of<shop::brand_profiles_row> = marque::columns(
    marque::column("brand_id", &shop::brand_profiles_row::brand_id),
    marque::column("homepage", &shop::brand_profiles_row::homepage),
    marque::column("valid", &shop::brand_profiles_row::valid));

template <>
struct marque::TableTraits<shop::brand_sizes> {
  using Row = shop::brand_sizes_row;
  static constexpr std::string_view name = "brand_sizes";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      shop::brand_sizes::brand_id,
      shop::brand_sizes::products};
};

template <>
inline constexpr auto marque::columns_of<shop::brand_sizes_row> = marque::columns(
    marque::column("brand_id", &shop::brand_sizes_row::brand_id),
    marque::column("products", &shop::brand_sizes_row::products));

template <>
struct marque::TableTraits<shop::brands> {
  using Row = shop::brands_row;
  static constexpr std::string_view name = "brands";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      shop::brands::id,
      shop::brands::user_id,
      shop::brands::name,
      shop::brands::status,
      shop::brands::step,
      shop::brands::palette,
      shop::brands::settings,
      shop::brands::tags,
      shop::brands::founded,
      shop::brands::created_at};
};

template <>
inline constexpr auto marque::columns_of<shop::brands_row> = marque::columns(
    marque::column("id", &shop::brands_row::id),
    marque::column("user_id", &shop::brands_row::user_id),
    marque::column("name", &shop::brands_row::name),
    marque::column("status", &shop::brands_row::status),
    marque::column("step", &shop::brands_row::step),
    marque::column("palette", &shop::brands_row::palette),
    marque::column("settings", &shop::brands_row::settings),
    marque::column("tags", &shop::brands_row::tags),
    marque::column("founded", &shop::brands_row::founded),
    marque::column("created_at", &shop::brands_row::created_at));

template <>
struct marque::TableTraits<shop::products> {
  using Row = shop::products_row;
  static constexpr std::string_view name = "products";
  static constexpr std::string_view schema = "shop";
  static constexpr std::tuple columns{
      shop::products::id,
      shop::products::brand_id,
      shop::products::list_price,
      shop::products::colour,
      shop::products::measures,
      shop::products::active,
      shop::products::label,
      shop::products::weights,
      shop::products::class_};
};

template <>
inline constexpr auto marque::columns_of<shop::products_row> = marque::columns(
    marque::column("id", &shop::products_row::id),
    marque::column("brand_id", &shop::products_row::brand_id),
    marque::column("list price", &shop::products_row::list_price),
    marque::column("colour", &shop::products_row::colour),
    marque::column("measures", &shop::products_row::measures),
    marque::column("active", &shop::products_row::active),
    marque::column("label", &shop::products_row::label),
    marque::column("weights", &shop::products_row::weights),
    marque::column("class", &shop::products_row::class_));

namespace shop_audit {

struct changes {
  static constexpr marque::Column<changes, "id", std::int64_t, marque::Filling::optional> id{};
  static constexpr marque::Column<changes, "status", std::optional<shop::status>,
                                  marque::Filling::optional> status{};
};

struct changes_row {
  std::int64_t id{};
  std::optional<shop::status> status{};
};

}  // namespace shop_audit

template <>
struct marque::TableTraits<shop_audit::changes> {
  using Row = shop_audit::changes_row;
  static constexpr std::string_view name = "changes";
  static constexpr std::string_view schema = "shop_audit";
  static constexpr std::tuple columns{
      shop_audit::changes::id,
      shop_audit::changes::status};
};

template <>
inline constexpr auto marque::columns_of<shop_audit::changes_row> = marque::columns(
    marque::column("id", &shop_audit::changes_row::id),
    marque::column("status", &shop_audit::changes_row::status));
