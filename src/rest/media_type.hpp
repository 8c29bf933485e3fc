// rest/media_type.hpp: media types as the REST API knows them: what a client accepts, what a body is, what an
// answer says that it is (contracts/rest.md §10).
#pragma once

#include <cstdint>
#include <memory>
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
  std::string name;  ///< of `other`: lower case, without parameters
  // of `plan`:
  query::ExplainFormat plan_format = query::ExplainFormat::json;
  std::vector<query::ExplainOption> plan_options;
  std::shared_ptr<const MediaType> plan_for;  ///< what the plan is of; json by default
};

/// Reads one media type with its parameters: "application/vnd.pgrst.plan+text; for=\"text/csv\";
/// options=analyze".
MediaType read_media_type(std::string_view text);

/// What an Accept header asks for, best first: by quality, then by how specific. Empty text: any.
std::vector<MediaType> read_accept(std::string_view header);

/// "application/json", as error messages name it; with the parameters that belong to the type.
std::string media_type_name(const MediaType& type);

/// The Content-Type of an answer: the name, and "; charset=utf-8" where the contract has it.
std::string content_type(const MediaType& type);

}  // namespace marque::rest
