#include "rest/resource.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "core/text.hpp"
#include "http/url.hpp"

namespace marque::rest {
namespace {

/// Decoded segments of "/a/b"; "/a/" has an empty second one.
std::vector<std::string> path_segments(std::string_view raw_path) {
  std::vector<std::string> segments;
  if (raw_path.starts_with('/')) raw_path.remove_prefix(1);
  if (raw_path.empty()) return segments;
  for (const std::string_view segment : core::split(raw_path, '/'))
    segments.push_back(http::percent_decode_lenient(segment));
  return segments;
}

struct Place {
  Resource resource;
  std::string name;
};

Result<Place> find_place(std::string_view raw_path, const Settings& settings) {
  std::vector<std::string> segments = path_segments(raw_path);
  if (segments.empty()) {
    if (settings.openapi_mode == OpenApiMode::disabled)
      return fail("PGRST126", "Root endpoint metadata is disabled");
    if (settings.root_function) return Place{Resource::routine, settings.root_function->name};
    return Place{Resource::root, ""};
  }
  if (segments.size() == 1) return Place{Resource::relation, std::move(segments[0])};
  if (segments.size() == 2 && segments[0] == "rpc") return Place{Resource::routine, std::move(segments[1])};
  return fail("PGRST125", "Invalid path specified in request URL");
}

bool is_writing(http::Method method) {
  using enum http::Method;
  return method == post || method == patch || method == put || method == delete_;
}

struct Profile {
  std::string schema;
  bool negotiated;
};

Result<Profile> choose_schema(const http::Request& request, const Settings& settings) {
  const auto asked =
      request.headers().get(is_writing(request.method()) ? "Content-Profile" : "Accept-Profile");
  if (!asked) return Profile{settings.schemas.front(), settings.schemas.size() != 1};
  if (std::ranges::find(settings.schemas, *asked) != settings.schemas.end())
    return Profile{std::string(*asked), true};
  std::string exposed;
  for (const std::string& schema : settings.schemas) exposed += (exposed.empty() ? "" : ", ") + schema;
  return fail(Error("PGRST106", fmt::format("Invalid schema: {}", *asked))
                  .with_hint("Only the following schemas are exposed: " + exposed));
}

Error unsupported_method(const http::Request& request) {
  return Error("PGRST117", fmt::format("Unsupported HTTP method: {}", request.method_text()));
}

Result<void> take_routine_method(Operation& operation, const http::Request& request) {
  using enum http::Method;
  operation.action = query::Action::call;
  operation.verb = request.method() == options ? Verb::options : Verb::call;
  operation.head = request.method() == head;
  operation.call_by_url = request.method() != post;
  if (request.method() == get || request.method() == head || request.method() == post ||
      request.method() == options)
    return {};
  return fail("PGRST101", fmt::format("Cannot use the {} method on RPC", request.method_text()));
}

Result<void> take_relation_method(Operation& operation, const http::Request& request) {
  switch (request.method()) {
    case http::Method::head: operation.head = true; [[fallthrough]];
    case http::Method::get: operation.action = query::Action::read; return {};
    case http::Method::post: operation.action = query::Action::insert; break;
    case http::Method::put: operation.action = query::Action::put; break;
    case http::Method::patch: operation.action = query::Action::update; break;
    case http::Method::delete_: operation.action = query::Action::remove; break;
    case http::Method::options: operation.verb = Verb::options; return {};
    case http::Method::other: return fail(unsupported_method(request));
  }
  operation.verb = Verb::mutate;
  return {};
}

Result<void> take_root_method(Operation& operation, const http::Request& request) {
  operation.verb = Verb::inspect;
  switch (request.method()) {
    case http::Method::head: operation.head = true; [[fallthrough]];
    case http::Method::get: return {};
    case http::Method::options: operation.verb = Verb::options; return {};
    default: return fail(unsupported_method(request));
  }
}

Result<void> take_method(Operation& operation, const http::Request& request) {
  switch (operation.resource) {
    case Resource::routine: return take_routine_method(operation, request);
    case Resource::relation: return take_relation_method(operation, request);
    case Resource::root: break;
  }
  return take_root_method(operation, request);
}

}  // namespace

Result<Operation> read_operation(std::string_view raw_path, const http::Request& request,
                                 const Settings& settings) {
  auto place = find_place(raw_path, settings);
  if (!place) return fail(place.error());
  auto profile = choose_schema(request, settings);
  if (!profile) return fail(profile.error());
  Operation operation;
  operation.resource = place->resource;
  operation.target = {std::move(profile->schema), std::move(place->name)};
  operation.negotiated = profile->negotiated;
  if (auto taken = take_method(operation, request); !taken) return fail(taken.error());
  return operation;
}

std::string allowed_methods(const pg::Relation& relation) {
  std::string methods = "OPTIONS,GET,HEAD";
  if (relation.insertable) methods += ",POST";
  if (relation.insertable && relation.updatable && !relation.primary_key.empty()) methods += ",PUT";
  if (relation.updatable) methods += ",PATCH";
  if (relation.deletable) methods += ",DELETE";
  return methods;
}

std::string allowed_methods(const pg::Routine& routine) {
  return routine.volatility == pg::Volatility::volatile_ ? "OPTIONS,POST" : "OPTIONS,GET,HEAD,POST";
}

}  // namespace marque::rest
