// identity/gateway.hpp: the gate before the APIs (contracts/auth.md §1): an API key opens it, and says as
// whom a request goes on that brings no token of a person.
#pragma once

#include "core/error.hpp"
#include "http/message.hpp"
#include "identity/project_keys.hpp"

namespace marque::identity {

class Gateway {
 public:
  explicit Gateway(ProjectKeys keys) : keys_(std::move(keys)) {}

  /// Checks the key of `request` (header or query parameter `apikey`), takes it out, and leaves in
  /// `Authorization` the token that counts: a person's own, else the one that the key stands for. A request
  /// without a key passes if its Authorization holds a JWT, whose signature the API checks as always. Errors:
  /// gateway.no_key, gateway.unknown_key.
  Result<void> admit(http::Request& request) const;

 private:
  Result<std::string> token_of(std::string_view key) const;

  ProjectKeys keys_;
};

/// The 401 of a request that `admit` refused, worded as Supabase's gateway words it.
http::Response gateway_refusal(const Error& error);

}  // namespace marque::identity
