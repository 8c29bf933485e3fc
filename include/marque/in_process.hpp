// marque/in_process.hpp: queries straight into PostgreSQL, without a server between: the same query texts,
// the same row-level security, the same errors, for programs that stand beside their database.
//
//     auto transport = marque::in_process_transport({.database_url = "postgresql://authenticator@/app",
//                                                    .role = "authenticated",
//                                                    .claims = R"({"sub":"6f0e…"})"});
//     marque::Client client(*transport);
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "marque/transport.hpp"

namespace marque {

struct InProcessOptions {
  /// A connection URL or keyword string of libpq; its user must be able to become the roles of queries.
  std::string database_url;
  std::vector<std::string> schemas{"public"};                          ///< the first is the default
  std::vector<std::string> extra_search_path{"public", "extensions"};  ///< behind the query's schema
  /// Whose rights queries have, and what `request.jwt.claims` says, as a JSON object; `role` is put into it.
  std::string role = "anon";
  std::string claims = "{}";
  /// Given, the client's access token (or key) says both, as it does over HTTP; a query without one runs as
  /// `role`. Text, JWK or JWKS.
  std::string jwt_secret;
  std::optional<std::int64_t> maximum_rows{};  ///< of every read
  bool aggregates = false;                     ///< sum(), avg() … in a select
  std::size_t connections = 4;                 ///< for reads that share, and as many for everything else
  std::chrono::milliseconds timeout{30'000};
};

/// Opens connections, reads the schema, and keeps what it knows of it current by NOTIFY on the channel
/// "pgrst". Queries run on a thread of the transport's own; there, nothing may wait for one
/// (marque.would_block). Errors: pg.bad_url, pg.unreachable, pg.wrong_password, the server's.
Expected<std::shared_ptr<Transport>> in_process_transport(InProcessOptions options);

}  // namespace marque
