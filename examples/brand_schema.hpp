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

namespace public_ {

struct brand_assets {
  static constexpr marque::OptionalColumn<brand_assets, "id", std::string> id{};
  static constexpr marque::Column<brand_assets, "brand_id", std::string> brand_id{};
  static constexpr marque::Column<brand_assets, "asset_type", std::string> asset_type{};
  static constexpr marque::OptionalColumn<brand_assets, "file_url", std::optional<std::string>> file_url{};
  static constexpr marque::OptionalColumn<brand_assets, "file_name", std::optional<std::string>>
      file_name{};
  static constexpr marque::OptionalColumn<brand_assets, "metadata", std::optional<marque::Json>> metadata{};
  static constexpr marque::OptionalColumn<brand_assets, "is_primary", bool> is_primary{};
  static constexpr marque::OptionalColumn<brand_assets, "created_at", marque::Timestamp> created_at{};
  static constexpr marque::OptionalColumn<brand_assets, "updated_at", marque::Timestamp> updated_at{};
  static constexpr marque::Column<brand_assets, "user_id", std::string> user_id{};
};

struct brand_assets_row {
  std::string id{};
  std::string brand_id{};
  std::string asset_type{};
  std::optional<std::string> file_url{};
  std::optional<std::string> file_name{};
  std::optional<marque::Json> metadata{};
  bool is_primary{};
  marque::Timestamp created_at{};
  marque::Timestamp updated_at{};
  std::string user_id{};
};

struct brand_mockups {
  static constexpr marque::OptionalColumn<brand_mockups, "id", std::string> id{};
  static constexpr marque::Column<brand_mockups, "brand_id", std::string> brand_id{};
  static constexpr marque::OptionalColumn<brand_mockups, "product_id", std::optional<std::string>>
      product_id{};
  static constexpr marque::OptionalColumn<brand_mockups, "mockup_url", std::optional<std::string>>
      mockup_url{};
  static constexpr marque::OptionalColumn<brand_mockups, "label_url", std::optional<std::string>>
      label_url{};
  static constexpr marque::OptionalColumn<brand_mockups, "prompt_used", std::optional<std::string>>
      prompt_used{};
  static constexpr marque::OptionalColumn<brand_mockups, "generation_params", std::optional<marque::Json>>
      generation_params{};
  static constexpr marque::OptionalColumn<brand_mockups, "variation_number", std::int32_t>
      variation_number{};
  static constexpr marque::OptionalColumn<brand_mockups, "status", std::string> status{};
  static constexpr marque::OptionalColumn<brand_mockups, "created_at", marque::Timestamp> created_at{};
  static constexpr marque::OptionalColumn<brand_mockups, "updated_at", marque::Timestamp> updated_at{};
  static constexpr marque::Column<brand_mockups, "user_id", std::string> user_id{};
};

struct brand_mockups_row {
  std::string id{};
  std::string brand_id{};
  std::optional<std::string> product_id{};
  std::optional<std::string> mockup_url{};
  std::optional<std::string> label_url{};
  std::optional<std::string> prompt_used{};
  std::optional<marque::Json> generation_params{};
  std::int32_t variation_number{};
  std::string status{};
  marque::Timestamp created_at{};
  marque::Timestamp updated_at{};
  std::string user_id{};
};

struct brand_products {
  static constexpr marque::OptionalColumn<brand_products, "id", std::string> id{};
  static constexpr marque::Column<brand_products, "brand_id", std::string> brand_id{};
  static constexpr marque::Column<brand_products, "product_id", std::string> product_id{};
  static constexpr marque::OptionalColumn<brand_products, "quantity", std::int32_t> quantity{};
  static constexpr marque::OptionalColumn<brand_products, "notes", std::optional<std::string>> notes{};
  static constexpr marque::OptionalColumn<brand_products, "selected_at", marque::Timestamp> selected_at{};
  static constexpr marque::Column<brand_products, "user_id", std::string> user_id{};
};

struct brand_products_row {
  std::string id{};
  std::string brand_id{};
  std::string product_id{};
  std::int32_t quantity{};
  std::optional<std::string> notes{};
  marque::Timestamp selected_at{};
  std::string user_id{};
};

struct brands {
  static constexpr marque::OptionalColumn<brands, "id", std::string> id{};
  static constexpr marque::Column<brands, "user_id", std::string> user_id{};
  static constexpr marque::OptionalColumn<brands, "status", std::string> status{};
  static constexpr marque::OptionalColumn<brands, "name", std::optional<std::string>> name{};
  static constexpr marque::OptionalColumn<brands, "description", std::optional<std::string>> description{};
  static constexpr marque::OptionalColumn<brands, "vision", std::optional<std::string>> vision{};
  static constexpr marque::OptionalColumn<brands, "color_palette", std::optional<marque::Json>>
      color_palette{};
  static constexpr marque::OptionalColumn<brands, "fonts", std::optional<marque::Json>> fonts{};
  static constexpr marque::OptionalColumn<brands, "logo_style", std::optional<std::string>> logo_style{};
  static constexpr marque::OptionalColumn<brands, "brand_archetype", std::optional<std::string>>
      brand_archetype{};
  static constexpr marque::OptionalColumn<brands, "brand_values", std::optional<marque::Json>>
      brand_values{};
  static constexpr marque::OptionalColumn<brands, "target_audience", std::optional<std::string>>
      target_audience{};
  static constexpr marque::OptionalColumn<brands, "label_design", std::optional<std::string>>
      label_design{};
  static constexpr marque::OptionalColumn<brands, "step_url", std::optional<std::string>> step_url{};
  static constexpr marque::OptionalColumn<brands, "wizard_step", std::int32_t> wizard_step{};
  static constexpr marque::OptionalColumn<brands, "created_at", marque::Timestamp> created_at{};
  static constexpr marque::OptionalColumn<brands, "updated_at", marque::Timestamp> updated_at{};
};

struct brands_row {
  std::string id{};
  std::string user_id{};
  std::string status{};
  std::optional<std::string> name{};
  std::optional<std::string> description{};
  std::optional<std::string> vision{};
  std::optional<marque::Json> color_palette{};
  std::optional<marque::Json> fonts{};
  std::optional<std::string> logo_style{};
  std::optional<std::string> brand_archetype{};
  std::optional<marque::Json> brand_values{};
  std::optional<std::string> target_audience{};
  std::optional<std::string> label_design{};
  std::optional<std::string> step_url{};
  std::int32_t wizard_step{};
  marque::Timestamp created_at{};
  marque::Timestamp updated_at{};
};

struct ghl_contacts {
  static constexpr marque::OptionalColumn<ghl_contacts, "id", std::string> id{};
  static constexpr marque::Column<ghl_contacts, "user_id", std::string> user_id{};
  static constexpr marque::OptionalColumn<ghl_contacts, "ghl_contact_id", std::optional<std::string>>
      ghl_contact_id{};
  static constexpr marque::OptionalColumn<ghl_contacts, "ghl_location_id", std::optional<std::string>>
      ghl_location_id{};
  static constexpr marque::OptionalColumn<ghl_contacts, "sync_data", std::optional<marque::Json>>
      sync_data{};
  static constexpr marque::OptionalColumn<ghl_contacts, "last_synced_at", std::optional<marque::Timestamp>>
      last_synced_at{};
  static constexpr marque::OptionalColumn<ghl_contacts, "created_at", marque::Timestamp> created_at{};
  static constexpr marque::OptionalColumn<ghl_contacts, "updated_at", marque::Timestamp> updated_at{};
};

struct ghl_contacts_row {
  std::string id{};
  std::string user_id{};
  std::optional<std::string> ghl_contact_id{};
  std::optional<std::string> ghl_location_id{};
  std::optional<marque::Json> sync_data{};
  std::optional<marque::Timestamp> last_synced_at{};
  marque::Timestamp created_at{};
  marque::Timestamp updated_at{};
};

struct products {
  static constexpr marque::OptionalColumn<products, "id", std::string> id{};
  static constexpr marque::Column<products, "sku", std::string> sku{};
  static constexpr marque::Column<products, "name", std::string> name{};
  static constexpr marque::OptionalColumn<products, "category", std::optional<std::string>> category{};
  static constexpr marque::OptionalColumn<products, "is_active", bool> is_active{};
  static constexpr marque::OptionalColumn<products, "created_at", marque::Timestamp> created_at{};
  static constexpr marque::OptionalColumn<products, "updated_at", marque::Timestamp> updated_at{};
};

struct products_row {
  std::string id{};
  std::string sku{};
  std::string name{};
  std::optional<std::string> category{};
  bool is_active{};
  marque::Timestamp created_at{};
  marque::Timestamp updated_at{};
};

struct profiles {
  static constexpr marque::Column<profiles, "id", std::string> id{};
  static constexpr marque::OptionalColumn<profiles, "email", std::optional<std::string>> email{};
  static constexpr marque::OptionalColumn<profiles, "phone", std::optional<std::string>> phone{};
  static constexpr marque::OptionalColumn<profiles, "full_name", std::optional<std::string>> full_name{};
  static constexpr marque::OptionalColumn<profiles, "password", std::optional<std::string>> password{};
  static constexpr marque::OptionalColumn<profiles, "created_at", marque::Timestamp> created_at{};
  static constexpr marque::OptionalColumn<profiles, "updated_at", marque::Timestamp> updated_at{};
  static constexpr marque::OptionalColumn<profiles, "tc_accepted_at", std::optional<marque::Timestamp>>
      tc_accepted_at{};
};

struct profiles_row {
  std::string id{};
  std::optional<std::string> email{};
  std::optional<std::string> phone{};
  std::optional<std::string> full_name{};
  std::optional<std::string> password{};
  marque::Timestamp created_at{};
  marque::Timestamp updated_at{};
  std::optional<marque::Timestamp> tc_accepted_at{};
};

struct user_socials {
  static constexpr marque::OptionalColumn<user_socials, "id", std::string> id{};
  static constexpr marque::Column<user_socials, "user_id", std::string> user_id{};
  static constexpr marque::Column<user_socials, "platform", std::string> platform{};
  static constexpr marque::OptionalColumn<user_socials, "handle", std::optional<std::string>> handle{};
  static constexpr marque::OptionalColumn<user_socials, "profile_url", std::optional<std::string>>
      profile_url{};
  static constexpr marque::OptionalColumn<user_socials, "analysis_data", std::optional<marque::Json>>
      analysis_data{};
  static constexpr marque::OptionalColumn<user_socials, "analyzed_at", std::optional<marque::Timestamp>>
      analyzed_at{};
  static constexpr marque::OptionalColumn<user_socials, "created_at", marque::Timestamp> created_at{};
  static constexpr marque::OptionalColumn<user_socials, "updated_at", marque::Timestamp> updated_at{};
};

struct user_socials_row {
  std::string id{};
  std::string user_id{};
  std::string platform{};
  std::optional<std::string> handle{};
  std::optional<std::string> profile_url{};
  std::optional<marque::Json> analysis_data{};
  std::optional<marque::Timestamp> analyzed_at{};
  marque::Timestamp created_at{};
  marque::Timestamp updated_at{};
};

}  // namespace public_

template <>
struct marque::TableTraits<public_::brand_assets> {
  using Table = public_::brand_assets;
  using Row = public_::brand_assets_row;
  static constexpr std::string_view name = "brand_assets";
  static constexpr std::string_view schema = "public";
  static constexpr std::tuple columns{
      Table::id, Table::brand_id, Table::asset_type, Table::file_url, Table::file_name, Table::metadata,
      Table::is_primary, Table::created_at, Table::updated_at, Table::user_id};
};

template <>
inline constexpr auto marque::columns_of<public_::brand_assets_row> = [] {
  using Row = public_::brand_assets_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("brand_id", &Row::brand_id),
      marque::column("asset_type", &Row::asset_type), marque::column("file_url", &Row::file_url),
      marque::column("file_name", &Row::file_name), marque::column("metadata", &Row::metadata),
      marque::column("is_primary", &Row::is_primary), marque::column("created_at", &Row::created_at),
      marque::column("updated_at", &Row::updated_at), marque::column("user_id", &Row::user_id));
}();

template <>
struct marque::TableTraits<public_::brand_mockups> {
  using Table = public_::brand_mockups;
  using Row = public_::brand_mockups_row;
  static constexpr std::string_view name = "brand_mockups";
  static constexpr std::string_view schema = "public";
  static constexpr std::tuple columns{
      Table::id, Table::brand_id, Table::product_id, Table::mockup_url, Table::label_url,
      Table::prompt_used, Table::generation_params, Table::variation_number, Table::status,
      Table::created_at, Table::updated_at, Table::user_id};
};

template <>
inline constexpr auto marque::columns_of<public_::brand_mockups_row> = [] {
  using Row = public_::brand_mockups_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("brand_id", &Row::brand_id),
      marque::column("product_id", &Row::product_id), marque::column("mockup_url", &Row::mockup_url),
      marque::column("label_url", &Row::label_url), marque::column("prompt_used", &Row::prompt_used),
      marque::column("generation_params", &Row::generation_params),
      marque::column("variation_number", &Row::variation_number), marque::column("status", &Row::status),
      marque::column("created_at", &Row::created_at), marque::column("updated_at", &Row::updated_at),
      marque::column("user_id", &Row::user_id));
}();

template <>
struct marque::TableTraits<public_::brand_products> {
  using Table = public_::brand_products;
  using Row = public_::brand_products_row;
  static constexpr std::string_view name = "brand_products";
  static constexpr std::string_view schema = "public";
  static constexpr std::tuple columns{
      Table::id, Table::brand_id, Table::product_id, Table::quantity, Table::notes, Table::selected_at,
      Table::user_id};
};

template <>
inline constexpr auto marque::columns_of<public_::brand_products_row> = [] {
  using Row = public_::brand_products_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("brand_id", &Row::brand_id),
      marque::column("product_id", &Row::product_id), marque::column("quantity", &Row::quantity),
      marque::column("notes", &Row::notes), marque::column("selected_at", &Row::selected_at),
      marque::column("user_id", &Row::user_id));
}();

template <>
struct marque::TableTraits<public_::brands> {
  using Table = public_::brands;
  using Row = public_::brands_row;
  static constexpr std::string_view name = "brands";
  static constexpr std::string_view schema = "public";
  static constexpr std::tuple columns{
      Table::id, Table::user_id, Table::status, Table::name, Table::description, Table::vision,
      Table::color_palette, Table::fonts, Table::logo_style, Table::brand_archetype, Table::brand_values,
      Table::target_audience, Table::label_design, Table::step_url, Table::wizard_step, Table::created_at,
      Table::updated_at};
};

template <>
inline constexpr auto marque::columns_of<public_::brands_row> = [] {
  using Row = public_::brands_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("user_id", &Row::user_id),
      marque::column("status", &Row::status), marque::column("name", &Row::name),
      marque::column("description", &Row::description), marque::column("vision", &Row::vision),
      marque::column("color_palette", &Row::color_palette), marque::column("fonts", &Row::fonts),
      marque::column("logo_style", &Row::logo_style),
      marque::column("brand_archetype", &Row::brand_archetype),
      marque::column("brand_values", &Row::brand_values),
      marque::column("target_audience", &Row::target_audience),
      marque::column("label_design", &Row::label_design), marque::column("step_url", &Row::step_url),
      marque::column("wizard_step", &Row::wizard_step), marque::column("created_at", &Row::created_at),
      marque::column("updated_at", &Row::updated_at));
}();

template <>
struct marque::TableTraits<public_::ghl_contacts> {
  using Table = public_::ghl_contacts;
  using Row = public_::ghl_contacts_row;
  static constexpr std::string_view name = "ghl_contacts";
  static constexpr std::string_view schema = "public";
  static constexpr std::tuple columns{
      Table::id, Table::user_id, Table::ghl_contact_id, Table::ghl_location_id, Table::sync_data,
      Table::last_synced_at, Table::created_at, Table::updated_at};
};

template <>
inline constexpr auto marque::columns_of<public_::ghl_contacts_row> = [] {
  using Row = public_::ghl_contacts_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("user_id", &Row::user_id),
      marque::column("ghl_contact_id", &Row::ghl_contact_id),
      marque::column("ghl_location_id", &Row::ghl_location_id),
      marque::column("sync_data", &Row::sync_data), marque::column("last_synced_at", &Row::last_synced_at),
      marque::column("created_at", &Row::created_at), marque::column("updated_at", &Row::updated_at));
}();

template <>
struct marque::TableTraits<public_::products> {
  using Table = public_::products;
  using Row = public_::products_row;
  static constexpr std::string_view name = "products";
  static constexpr std::string_view schema = "public";
  static constexpr std::tuple columns{
      Table::id, Table::sku, Table::name, Table::category, Table::is_active, Table::created_at,
      Table::updated_at};
};

template <>
inline constexpr auto marque::columns_of<public_::products_row> = [] {
  using Row = public_::products_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("sku", &Row::sku), marque::column("name", &Row::name),
      marque::column("category", &Row::category), marque::column("is_active", &Row::is_active),
      marque::column("created_at", &Row::created_at), marque::column("updated_at", &Row::updated_at));
}();

template <>
struct marque::TableTraits<public_::profiles> {
  using Table = public_::profiles;
  using Row = public_::profiles_row;
  static constexpr std::string_view name = "profiles";
  static constexpr std::string_view schema = "public";
  static constexpr std::tuple columns{
      Table::id, Table::email, Table::phone, Table::full_name, Table::password, Table::created_at,
      Table::updated_at, Table::tc_accepted_at};
};

template <>
inline constexpr auto marque::columns_of<public_::profiles_row> = [] {
  using Row = public_::profiles_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("email", &Row::email),
      marque::column("phone", &Row::phone), marque::column("full_name", &Row::full_name),
      marque::column("password", &Row::password), marque::column("created_at", &Row::created_at),
      marque::column("updated_at", &Row::updated_at),
      marque::column("tc_accepted_at", &Row::tc_accepted_at));
}();

template <>
struct marque::TableTraits<public_::user_socials> {
  using Table = public_::user_socials;
  using Row = public_::user_socials_row;
  static constexpr std::string_view name = "user_socials";
  static constexpr std::string_view schema = "public";
  static constexpr std::tuple columns{
      Table::id, Table::user_id, Table::platform, Table::handle, Table::profile_url, Table::analysis_data,
      Table::analyzed_at, Table::created_at, Table::updated_at};
};

template <>
inline constexpr auto marque::columns_of<public_::user_socials_row> = [] {
  using Row = public_::user_socials_row;
  return marque::columns(
      marque::column("id", &Row::id), marque::column("user_id", &Row::user_id),
      marque::column("platform", &Row::platform), marque::column("handle", &Row::handle),
      marque::column("profile_url", &Row::profile_url),
      marque::column("analysis_data", &Row::analysis_data),
      marque::column("analyzed_at", &Row::analyzed_at), marque::column("created_at", &Row::created_at),
      marque::column("updated_at", &Row::updated_at));
}();
