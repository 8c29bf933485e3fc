#include "pg/connection_url.hpp"

#include <cstring>
#include <memory>

#include <libpq-fe.h>

#include "core/text.hpp"

namespace marque::pg {
namespace {

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

Error bad_url(std::string message) {
  return Error("pg.bad_url", std::move(message))
      .with_hint(
          "for example postgresql://user:password@host:5432/database; in the password write %40 for @, "
          "%2F for /, %3A for :, %23 for #, %3F for ? and %25 for %");
}

bool is_port_list(std::string_view text) {
  for (const std::string_view item : core::split(text, ',')) {
    if (item.empty()) continue;  // libpq's default
    const auto port = core::parse_integer(item);
    if (!port || *port < 1 || *port > 65'535) return false;
  }
  return true;
}

}  // namespace

Result<void> check_connection_url(const Secret& url) {
  const std::string& text = url.reveal();
  // libpq would take anything else for the name of a database on this machine.
  if (!text.starts_with("postgresql://") && !text.starts_with("postgres://") && !text.contains('='))
    return fail(bad_url("the database URL does not begin with postgresql://"));
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfoParse(text.c_str(), nullptr));
  if (!options) return fail(bad_url("the database URL is malformed"));
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string_view value = option->val;
    if (std::strcmp(option->keyword, "port") == 0 && !is_port_list(value))
      return fail(bad_url("the database URL's port is no number from 1 to 65535"));
    if (std::strcmp(option->keyword, "host") == 0 && !value.starts_with('/') && value.contains('@'))
      return fail(bad_url("the database URL has an @ too many"));
  }
  return {};
}

}  // namespace marque::pg
