// pg/connection_url.hpp: looks at a connection string before libpq does, whose complaints quote it.
#pragma once

#include "core/error.hpp"
#include "core/secret.hpp"

namespace marque::pg {

/// True to libpq's grammar, with port numbers that are numbers and host names that can be some. Error:
/// pg.bad_url, in words that hold nothing of `url`: where it is malformed, any part may be the password.
Result<void> check_connection_url(const Secret& url);

}  // namespace marque::pg
