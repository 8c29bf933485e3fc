#include "identity/project_keys.hpp"

#include <array>

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "core/encoding.hpp"
#include "core/file_descriptor.hpp"
#include "core/files.hpp"
#include "core/json.hpp"
#include "identity/jwt.hpp"

namespace marque::identity {
namespace {

constexpr std::string_view development_secret = "super-secret-jwt-token-with-at-least-32-characters-long";
constexpr std::size_t shortest_secret_bytes = 32;  // the size of HS256's own output (RFC 7518 §3.2)
constexpr std::size_t opaque_length = 22;          // base64url characters: 132 bits
constexpr std::size_t checksum_length = 8;
constexpr std::string_view project_reference =
    "supabase-self-hosted";  // what self-hosted checksums are made with
constexpr std::int64_t key_life_s = 10LL * 365 * 24 * 3600;
constexpr std::int64_t fixed_issue_s = 1'767'225'600;   // 2026-01-01
constexpr std::int64_t fixed_expiry_s = 2'082'758'400;  // 2036-01-01

/// Secrets that stand in the documents of Supabase and of its self-hosting setups.
constexpr std::array<std::string_view, 5> known_secrets{
    development_secret,
    "your-super-secret-jwt-token-with-at-least-32-characters-long",
    "your-jwt-secret-with-at-least-32-characters-long",
    "reallyreallyreallyreallyverysafe",
    "please-change-this-secret-to-something-else",
};

std::string checksum(std::string_view key_without_checksum) {
  const std::string text = fmt::format("{}|{}", project_reference, key_without_checksum);
  return core::to_base64url(core::sha256(text)).substr(0, checksum_length);
}

/// Scanners split a key at its last underscore, so that none may stand in the checksum.
Secret opaque_key(std::string_view prefix, core::Random& random) {
  for (;;) {
    const std::string key = fmt::format("{}{}", prefix, core::random_text(opaque_length, random));
    const std::string sum = checksum(key);
    if (sum.find('_') == sum.npos) return Secret(fmt::format("{}_{}", key, sum));
  }
}

Secret role_token(const Secret& secret, std::string_view role, std::int64_t issued_s,
                  std::int64_t expires_s) {
  return Secret(sign_hs256(secret, core::JsonObject()
                                       .add("iss", "marque")
                                       .add("role", role)
                                       .add("iat", issued_s)
                                       .add("exp", expires_s)
                                       .text()));
}

std::string to_json(const ProjectKeys& keys) {
  return core::JsonObject()
             .add("jwt_secret", keys.jwt_secret.reveal())
             .add("anon_key", keys.anon_key.reveal())
             .add("service_role_key", keys.service_role_key.reveal())
             .add("publishable_key", keys.publishable_key.reveal())
             .add("secret_key", keys.secret_key.reveal())
             .text() +
         "\n";
}

Error bad_file(const std::filesystem::path& path, std::string_view what) {
  return Error("keys.bad_file", fmt::format("{} {}", path.string(), what))
      .with_hint("restore the file from a backup; without it, remove it and give every client the new keys");
}

Result<ProjectKeys> from_json(const std::filesystem::path& path, const std::string& text) {
  boost::system::error_code problem;
  const auto value = boost::json::parse(text, problem);
  if (problem || !value.is_object()) return fail(bad_file(path, "is no JSON object"));
  ProjectKeys keys;
  const std::array fields{std::pair{"jwt_secret", &keys.jwt_secret}, std::pair{"anon_key", &keys.anon_key},
                          std::pair{"service_role_key", &keys.service_role_key},
                          std::pair{"publishable_key", &keys.publishable_key},
                          std::pair{"secret_key", &keys.secret_key}};
  for (const auto& [name, secret] : fields) {
    const auto* field = value.as_object().if_contains(name);
    if (field == nullptr || !field->is_string() || field->as_string().empty())
      return fail(bad_file(path, fmt::format("lacks {}", name)));
    *secret = Secret(std::string(field->as_string()));
  }
  return keys;
}

Result<void> check_private(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return fail(core::file_error("examine", path, errno));
  if ((status.st_mode & 077) == 0) return {};
  return fail(Error("keys.exposed",
                    fmt::format("others may read {} (mode {:o})", path.string(), status.st_mode & 0777))
                  .with_hint(fmt::format("chmod 600 {}, and replace the keys if somebody may have read them",
                                         path.string())));
}

/// Two processes that both find no keys must not make different ones: the second waits here for the first.
/// Released when the descriptor closes.
Result<core::FileDescriptor> take_turn(const std::filesystem::path& directory) {
  core::FileDescriptor turn(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!turn || ::flock(turn.get(), LOCK_EX) != 0) return fail(core::file_error("lock", directory, errno));
  return turn;
}

}  // namespace

ProjectKeys development_keys() {
  const Secret secret{std::string(development_secret)};
  const auto demo_token = [&](std::string_view role) {
    return Secret(
        sign_hs256(secret, fmt::format(R"({{"iss":"supabase-demo","role":"{}","exp":1983812996}})", role)));
  };
  return {.jwt_secret = secret,
          .anon_key = demo_token("anon"),
          .service_role_key = demo_token("service_role"),
          .publishable_key = Secret("sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH"),
          .secret_key = Secret("sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz")};
}

ProjectKeys make_keys(core::Random& random, const core::Clock& clock) {
  constexpr std::size_t secret_length = 48;  // 288 bits, more than HS256 can use
  const std::int64_t now_s = core::to_unix_seconds(clock.now());
  ProjectKeys keys;
  keys.jwt_secret = Secret(core::random_text(secret_length, random));
  keys.anon_key = role_token(keys.jwt_secret, "anon", now_s, now_s + key_life_s);
  keys.service_role_key = role_token(keys.jwt_secret, "service_role", now_s, now_s + key_life_s);
  keys.publishable_key = opaque_key("sb_publishable_", random);
  keys.secret_key = opaque_key("sb_secret_", random);
  return keys;
}

ProjectKeys with_secret(ProjectKeys keys, Secret jwt_secret) {
  keys.jwt_secret = std::move(jwt_secret);
  keys.anon_key = role_token(keys.jwt_secret, "anon", fixed_issue_s, fixed_expiry_s);
  keys.service_role_key = role_token(keys.jwt_secret, "service_role", fixed_issue_s, fixed_expiry_s);
  return keys;
}

Result<ProjectKeys> load_or_make_keys(const std::filesystem::path& data_directory) {
  const auto path = data_directory / "secrets" / "keys.json";
  for (const auto& directory : {data_directory, path.parent_path()})
    if (auto made = core::make_directory(directory); !made) return fail(made.error());
  const auto turn = take_turn(path.parent_path());
  if (!turn) return fail(turn.error());
  const auto text = core::read_file(path);
  if (text) {
    if (auto checked = check_private(path); !checked) return fail(checked.error());
    return from_json(path, *text);
  }
  if (text.error().code != "file.missing") return fail(text.error());
  ProjectKeys keys = make_keys(core::system_random(), core::system_clock());
  if (auto written = core::write_file_atomically(path, to_json(keys)); !written) return fail(written.error());
  return keys;
}

Result<void> check_secret(const Secret& jwt_secret) {
  for (const std::string_view known : known_secrets)
    if (jwt_secret.equals(known))
      return fail(
          Error("keys.known_default", "the JWT secret is one that stands in public documents")
              .with_hint("remove it, and Marque makes one; with --dev it is allowed on this machine alone"));
  if (jwt_secret.reveal().size() < shortest_secret_bytes)
    return fail("keys.too_short", fmt::format("the JWT secret has {} bytes; HS256 needs {} or more",
                                              jwt_secret.reveal().size(), shortest_secret_bytes));
  return {};
}

Result<void> check_api_key(const Secret& key) {
  const ProjectKeys known = development_keys();
  if (key.equals(known.publishable_key.reveal()) || key.equals(known.secret_key.reveal()))
    return fail(
        Error("keys.known_default", "an API key is one that stands in public documents")
            .with_hint("remove it, and Marque makes one; with --dev it is allowed on this machine alone"));
  if (!has_valid_checksum(key.reveal()))
    return fail(
        Error("keys.bad_key", "the checksum of an API key does not fit").with_hint("was it copied whole?"));
  return {};
}

bool has_valid_checksum(std::string_view text) {
  if (!text.starts_with("sb_") || text.size() <= checksum_length + 1) return false;
  const std::string_view key = text.substr(0, text.size() - checksum_length - 1);
  return text[key.size()] == '_' && checksum(key) == text.substr(key.size() + 1);
}

}  // namespace marque::identity
