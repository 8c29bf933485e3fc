// marque/auth.hpp: people signing up, in and out, over the wire of Supabase Auth. Signing in gives the
// client, and every copy of it, the person's access token: its queries then run as that person.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "marque/client.hpp"

namespace marque {

/// A signed-in person's tokens.
struct Session {
  std::string access_token;
  std::string refresh_token;
  std::string token_type;
  std::int64_t expires_in = 0;  ///< seconds
  std::int64_t expires_at = 0;  ///< seconds since 1970
  Json user;
  static constexpr auto columns = marque::columns(
      marque::column("access_token", &Session::access_token),
      marque::column("refresh_token", &Session::refresh_token),
      marque::column("token_type", &Session::token_type), marque::column("expires_in", &Session::expires_in),
      marque::column("expires_at", &Session::expires_at), marque::column("user", &Session::user));
};

/// What signing up gives: a session, or only the user where an address has to be confirmed first.
struct SignUp {
  std::optional<Session> session;
  Json user;
};

/// Which sessions end: the caller's, all of the person's, or all others.
enum class SignOutScope : std::uint8_t { global, local, others };

/// Calls of /auth/v1 for one client. Errors of all: the transport's; the server's, with its `error_code`
/// ("invalid_credentials", "weak_password", "user_already_exists").
class Auth {
 public:
  explicit Auth(Client client) : client_(std::move(client)) {}

  /// `data` becomes the user's `user_metadata`.
  Expected<SignUp> sign_up(std::string_view email, std::string_view password,
                           const Json& data = Json::object({}));
  Expected<Session> sign_in_with_password(std::string_view email, std::string_view password);
  /// A new session for an old one's refresh token, which is then used up.
  Expected<Session> refresh_session(std::string_view refresh_token);
  /// The signed-in person as the server knows them now.
  Expected<Json> get_user() const;
  /// Changes the signed-in person: "email", "password", "data".
  Expected<Json> update_user(const Json& changes);
  /// Ends sessions; the client goes on with its key alone.
  Expected<void> sign_out(SignOutScope scope = SignOutScope::global);
  /// Sends a mail with a link to set a new password.
  Expected<void> reset_password_for_email(std::string_view email);

 private:
  Expected<Json> post(std::string target, const Json& body);
  Expected<Session> begin_session(std::string target, const Json& body);

  Client client_;
};

}  // namespace marque
