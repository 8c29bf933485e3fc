#include "http/message.hpp"

#include <utility>

namespace marque::http {

std::string_view RequestHead::path() const {
  if (path_size == 0) return "/";
  return std::string_view(target).substr(path_at, path_size);
}

std::string_view RequestHead::query() const {
  const std::string_view rest = std::string_view(target).substr(std::min(path_at + path_size, target.size()));
  return rest.empty() ? rest : rest.substr(1);
}

void RequestHead::clear() {
  method = Method::get;
  method_text.clear();
  target.clear();
  host.clear();
  headers.clear();
  path_at = path_size = 0;
  content_length = 0;
  minor_version = 1;
  framing = BodyFraming::none;
  keep_alive = true;
  expects_continue = false;
}

std::string_view Request::parameter(std::string_view name) const {
  for (const PathParameter& parameter : parameters)
    if (parameter.name == name) return parameter.value;
  return {};
}

Task<Result<std::string>> Request::read_all(std::uint64_t limit) {
  return http::read_all(*source, std::min(limit, largest_body));
}

Response text_response(int status, std::string_view content_type, std::string body) {
  Response response{.status = status, .headers = {}, .body = std::move(body), .close = false};
  response.headers.add("Content-Type", content_type);
  return response;
}

Response json_response(int status, std::string json) {
  return text_response(status, "application/json; charset=utf-8", std::move(json));
}

Response empty_response(int status) {
  return Response{.status = status, .headers = {}, .body = std::string(), .close = false};
}

}  // namespace marque::http
