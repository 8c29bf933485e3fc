#include "rest/api_request.hpp"

#include <optional>
#include <utility>

#include "query/read_url.hpp"
#include "query/row_range.hpp"

namespace marque::rest {
namespace {

/// Puts `root` in the place of what limit and offset said of the root.
void replace_root_range(query::Tree& tree, const query::Range& root) {
  std::erase_if(tree.ranges, [](const auto& addressed) { return addressed.path.empty(); });
  if (!query::is_everything(root)) tree.ranges.push_back({{}, root});
}

/// limit, offset and the Range header together (contract §7).
Result<query::Range> read_root_range(const http::Request& request, const Operation& operation,
                                     const query::UrlParts& parts) {
  std::optional<std::string_view> header;
  if (request.method() == http::Method::get) header = request.headers().get("Range");
  auto range = query::root_range(query::range_at(parts.ranges, {}), header);
  if (!range) return range;
  if (operation.action == query::Action::put)
    if (auto checked = query::refuse_range_for_put(*range); !checked) return fail(checked.error());
  return range;
}

bool has_body(const Operation& operation) {
  if (operation.verb == Verb::call) return !operation.call_by_url;
  return operation.verb == Verb::mutate && operation.action != query::Action::remove;
}

}  // namespace

Result<ApiRequest> read_api_request(const http::Request& request, std::string_view path, std::string body,
                                    query::Preferences preferences, const Settings& settings) {
  ApiRequest read;
  auto operation = read_operation(path, request, settings);
  if (!operation) return fail(operation.error());
  read.operation = std::move(*operation);
  const bool by_url = read.operation.verb == Verb::call && read.operation.call_by_url;
  auto parts = query::read_query(request.query(), by_url);
  if (!parts) return fail(parts.error());
  auto range = read_root_range(request, read.operation, *parts);
  if (!range) return fail(range.error());
  read.root_range = *range;
  read.content_type = read_media_type(request.headers().get_or("Content-Type", "application/json"));
  if (has_body(read.operation)) {
    auto payload = read_payload(read.operation.action, read.content_type, std::move(body), parts->columns);
    if (!payload) return fail(payload.error());
    read.payload = std::move(*payload);
  }
  read.canonical = std::move(parts->canonical);
  read.accepted = read_accept(request.headers().get("Accept"));
  read.tree.action = read.operation.action;
  read.tree.schema = read.operation.target.schema;
  read.tree.relation = read.operation.target.name;
  read.tree.preferences = std::move(preferences);
  read.tree = query::with_parts(std::move(read.tree), std::move(*parts));
  replace_root_range(read.tree, read.root_range);
  return read;
}

}  // namespace marque::rest
