// rest/media_type.hpp: media types as the REST API knows them: what a client accepts, what a body is, what an
// answer says that it is (contracts/rest.md §10).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/write_sql.hpp"

namespace marque::rest {

enum class MediaKind : std::uint8_t {
  any,      ///< */*
  json,     ///< application/json
  openapi,  ///< application/openapi+json
  csv,      ///< text/csv
  geojson,  ///< application/geo+json
  text,     ///< text/plain
  xml,      ///< text/xml
  bytes,    ///< application/octet-stream
  form,     ///< application/x-www-form-urlencoded
  object,   ///< application/vnd.pgrst.object+json
  object_stripped,
  array_stripped,
  plan,   ///< application/vnd.pgrst.plan
  other,  ///< `name` says which
};

struct MediaType {
  MediaKind kind = MediaKind::any;
  std::string name{};  ///< of `other`: all of it, as it was written
  // of `plan`:
  query::ExplainFormat plan_format = query::ExplainFormat::text;
  std::vector<query::ExplainOption> plan_options{};  ///< in the order of the enum
  std::shared_ptr<const MediaType> plan_for{};       ///< what the plan is of; json by default
};

/// The same kind and, of `other`, the same name. Plans are told apart by nothing else than being plans.
bool is_same(const MediaType& left, const MediaType& right);

/// Reads one media type with its parameters: "application/vnd.pgrst.plan+text; for=\"text/csv\";
/// options=analyze". Whatever it does not know is `other`.
MediaType read_media_type(std::string_view text);

/// What an Accept header asks for, best first: by quality, then by how specific, then in its order. Give it
/// the first header of that name; without one everything is welcome, with an empty one nothing.
std::vector<MediaType> read_accept(std::optional<std::string_view> header);

/// "application/json", as error messages name it; with the parameters that belong to the type.
std::string media_type_name(const MediaType& type);

/// The Content-Type of an answer: the name, and "; charset=utf-8" where the contract has it.
std::string content_type(const MediaType& type);

}  // namespace marque::rest
