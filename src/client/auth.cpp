#include "marque/auth.hpp"

namespace marque {
namespace {

Json credentials(std::string_view email, std::string_view password) {
  return Json::object({{"email", email}, {"password", password}});
}

std::string_view name_of(SignOutScope scope) {
  switch (scope) {
    case SignOutScope::global: return "global";
    case SignOutScope::local: return "local";
    case SignOutScope::others: return "others";
  }
  return "global";
}

Expected<Json> json_of(const Expected<Response>& response) {
  if (!response) return std::unexpected(response.error());
  return response->json();
}

HttpRequest with_body(std::string method, std::string target, const Json& body) {
  return {std::move(method), std::move(target), {{"Content-Type", "application/json"}}, body.text()};
}

}  // namespace

Expected<Json> Auth::post(std::string target, const Json& body) {
  return json_of(client_.send(with_body("POST", std::move(target), body)));
}

Expected<Session> Auth::begin_session(std::string target, const Json& body) {
  auto answer = post(std::move(target), body);
  if (!answer) return std::unexpected(std::move(answer.error()));
  auto session = answer->as<Session>();
  if (session) client_.set_access_token(session->access_token);
  return session;
}

Expected<SignUp> Auth::sign_up(std::string_view email, std::string_view password, const Json& data) {
  auto answer = post("/auth/v1/signup", credentials(email, password).set("data", data));
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (answer->find("access_token") == nullptr) return SignUp{std::nullopt, *std::move(answer)};
  auto session = answer->as<Session>();
  if (!session) return std::unexpected(std::move(session.error()));
  client_.set_access_token(session->access_token);
  return SignUp{*session, session->user};
}

Expected<Session> Auth::sign_in_with_password(std::string_view email, std::string_view password) {
  return begin_session("/auth/v1/token?grant_type=password", credentials(email, password));
}

Expected<Session> Auth::refresh_session(std::string_view refresh_token) {
  return begin_session("/auth/v1/token?grant_type=refresh_token",
                       Json::object({{"refresh_token", refresh_token}}));
}

Expected<Json> Auth::get_user() const { return json_of(client_.send({"GET", "/auth/v1/user", {}, ""})); }

Expected<Json> Auth::update_user(const Json& changes) {
  return json_of(client_.send(with_body("PUT", "/auth/v1/user", changes)));
}

Expected<void> Auth::sign_out(SignOutScope scope) {
  auto answer = client_.send({"POST", "/auth/v1/logout?scope=" + std::string(name_of(scope)), {}, ""});
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (scope != SignOutScope::others) client_.set_access_token({});
  return {};
}

Expected<void> Auth::reset_password_for_email(std::string_view email) {
  auto answer = post("/auth/v1/recover", Json::object({{"email", email}}));
  if (!answer) return std::unexpected(std::move(answer.error()));
  return {};
}

}  // namespace marque
