// rest/configuration_checks.hpp: settings whose texts must have a form (contracts/rest.md §2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace marque::rest {

/// True for a URI (RFC 3986 §3); a relative reference is none.
bool is_uri(std::string_view text);

/// True for an absolute http(s) URI with a host, without user, query and fragment, its port within 1 … 65535.
bool is_proxy_url(std::string_view text);

/// The mode of a socket: octal digits, of which what follows them takes nothing away. Nothing where there are
/// none.
std::optional<std::uint32_t> read_octal(std::string_view text);

}  // namespace marque::rest
