#include "marque/storage.hpp"

#include "http/url.hpp"

namespace marque {
namespace {

constexpr std::string_view root = "/storage/v1";

HttpRequest with_body(std::string method, std::string target, const Json& body) {
  return {std::move(method), std::move(target), {{"Content-Type", "application/json"}}, body.text()};
}

/// The body as `Type`, or why there is none.
template <class Type>
Expected<Type> value_of(const Expected<Response>& response) {
  if (!response) return std::unexpected(response.error());
  return response->value<Type>();
}

}  // namespace

std::string Bucket::target(std::string_view action, std::string_view path) const {
  std::string text(root);
  text += action;
  text += '/' + http::percent_encode(name_);
  if (!path.empty()) text += '/' + http::percent_encode(path, true);
  return text;
}

Expected<Json> Bucket::post(std::string target, const Json& body) const {
  return value_of<Json>(client_.send(with_body("POST", std::move(target), body)));
}

Expected<Json> Bucket::upload(std::string_view path, std::string content,
                              const UploadOptions& options) const {
  HttpRequest request{"POST",
                      target("/object", path),
                      {{"Content-Type", options.content_type},
                       {"Cache-Control", "max-age=" + options.cache_control},
                       {"x-upsert", options.upsert ? "true" : "false"}},
                      std::move(content)};
  return value_of<Json>(client_.send(std::move(request)));
}

Expected<std::string> Bucket::download(std::string_view path) const {
  auto response = client_.send({"GET", target("/object", path), {}, ""});
  if (!response) return std::unexpected(std::move(response.error()));
  return std::move(response->body);
}

Expected<std::vector<StoredObject>> Bucket::list(std::string_view folder, const ListOptions& options) const {
  Json body =
      Json::object({{"prefix", folder},
                    {"limit", options.limit},
                    {"offset", options.offset},
                    {"sortBy", Json::object({{"column", options.sort_column},
                                             {"order", options.sort_order == asc ? "asc" : "desc"}})}});
  if (!options.search.empty()) body.set("search", options.search);
  return value_of<std::vector<StoredObject>>(
      client_.send(with_body("POST", target("/object/list", {}), body)));
}

Expected<std::vector<StoredObject>> Bucket::remove(const std::vector<std::string>& paths) const {
  return value_of<std::vector<StoredObject>>(
      client_.send(with_body("DELETE", target("/object", {}), Json::object({{"prefixes", paths}}))));
}

Expected<void> Bucket::move(std::string_view from, std::string_view to) const {
  auto answer = post(std::string(root) + "/object/move",
                     Json::object({{"bucketId", name_}, {"sourceKey", from}, {"destinationKey", to}}));
  if (!answer) return std::unexpected(std::move(answer.error()));
  return {};
}

Expected<void> Bucket::copy(std::string_view from, std::string_view to) const {
  auto answer = post(std::string(root) + "/object/copy",
                     Json::object({{"bucketId", name_}, {"sourceKey", from}, {"destinationKey", to}}));
  if (!answer) return std::unexpected(std::move(answer.error()));
  return {};
}

Expected<std::string> Bucket::create_signed_url(std::string_view path, std::chrono::seconds lifetime) const {
  auto answer = post(target("/object/sign", path), Json::object({{"expiresIn", lifetime.count()}}));
  if (!answer) return std::unexpected(std::move(answer.error()));
  auto address = (*answer)["signedURL"].as<std::string>();
  if (!address) return address;
  return client_.url() + std::string(root) + *address;
}

std::string Bucket::public_url(std::string_view path) const {
  return client_.url() + target("/object/public", path);
}

Expected<Json> Storage::list_buckets() const {
  return value_of<Json>(client_.send({"GET", std::string(root) + "/bucket", {}, ""}));
}

}  // namespace marque
