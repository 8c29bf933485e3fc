#include "rest/configuration_checks.hpp"

#include <charconv>
#include <limits>

#include <boost/url/parse.hpp>

namespace marque::rest {

bool is_uri(std::string_view text) { return boost::urls::parse_uri(text).has_value(); }

bool is_proxy_url(std::string_view text) {
  const auto url = boost::urls::parse_absolute_uri(text);
  if (!url) return false;
  const bool web =
      url->scheme_id() == boost::urls::scheme::http || url->scheme_id() == boost::urls::scheme::https;
  const bool port_fits = !url->has_port() || url->port_number() > 0;  // 0 also for what is beyond 65535
  return web && port_fits && url->has_authority() && !url->has_userinfo() && !url->encoded_host().empty() &&
         !url->has_query();
}

std::optional<std::uint32_t> read_octal(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 8);
  if (error == std::errc::result_out_of_range) return std::numeric_limits<std::uint32_t>::max();
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace marque::rest
