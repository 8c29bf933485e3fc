#include <algorithm>

#include "http/head.hpp"

namespace marque::http {
namespace {

Error bad_target(std::string message) { return Error("http.bad_target", std::move(message)); }

/// A host with an optional port (RFC 3986 §3.2.2, without user information).
bool plausible_authority(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || std::string_view("-._~%!$&'()*+;=:[]").contains(letter);
  });
}

/// "http://host:port" at the beginning of an absolute target; its size, or 0.
std::size_t scheme_size(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (equal_without_case(target.substr(0, scheme.size()), scheme)) return scheme.size();
  return 0;
}

Result<void> resolve_absolute(RequestHead& head) {
  const std::string_view target = head.target;
  const std::size_t authority_at = scheme_size(target);
  if (authority_at == 0) return fail(bad_target("The request target is neither a path nor an http URL."));
  const std::size_t authority_end = std::min(target.find_first_of("/?", authority_at), target.size());
  const std::string_view authority = target.substr(authority_at, authority_end - authority_at);
  if (authority.empty() || !plausible_authority(authority))
    return fail(bad_target("The request target has no valid host."));
  head.host.assign(authority);  // RFC 9112 §3.2.2: it wins over the Host header
  head.path_at = authority_end;
  return {};
}

}  // namespace

Result<void> resolve_target(RequestHead& head) {
  const std::string_view target = head.target;
  if (!plausible_authority(head.host)) return fail("http.bad_host", "The Host header is malformed.");
  if (head.method_text == "CONNECT")
    return fail("http.method_not_supported", "This server is no proxy: CONNECT is not supported.");
  if (target.find('#') != target.npos)
    return fail(
        bad_target("The request target has a fragment (\"#\"), which clients must keep to themselves."));
  if (target == "*") {
    if (head.method != Method::options) return fail(bad_target("The target \"*\" is for OPTIONS only."));
    head.path_size = 1;
    return {};
  }
  if (target[0] != '/')
    if (auto absolute = resolve_absolute(head); !absolute) return absolute;
  const std::size_t path_end = std::min(target.find('?', head.path_at), target.size());
  head.path_size = path_end - head.path_at;
  return {};
}

}  // namespace marque::http
