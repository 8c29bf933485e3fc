// identity/project_keys.hpp: the keys with which clients reach this installation (contracts/auth.md §1): made
// at the first start, kept in one file that only the owner may read, or the public development set.
#pragma once

#include <filesystem>
#include <string>

#include "core/clock.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "core/secret.hpp"

namespace marque::identity {

struct ProjectKeys {
  Secret jwt_secret;        ///< signs the two JWTs below and, by default, people's access tokens
  Secret anon_key;          ///< legacy API key: a JWT with the role anon; public by nature
  Secret service_role_key;  ///< legacy API key: a JWT with the role service_role; bypasses row-level security
  Secret publishable_key;   ///< sb_publishable_…: the new spelling of the anon key
  Secret secret_key;        ///< sb_secret_…: the new spelling of the service_role key
};

/// The Supabase CLI's public local keys. Everybody knows them: only for a server that only this machine
/// reaches.
ProjectKeys development_keys();

/// New random keys; the JWTs are valid for ten years from now.
ProjectKeys make_keys(core::Random& random, const core::Clock& clock);

/// `keys` with the JWTs signed by an operator's own secret. The same secret always gives the same JWTs, so
/// that several nodes agree without sharing a file.
ProjectKeys with_secret(ProjectKeys keys, Secret jwt_secret);

/// The keys of `<data directory>/secrets/keys.json`, made there (mode 0600) if there are none. Errors: those
/// of core/files.hpp, keys.bad_file (a damaged or incomplete file), keys.exposed (others may read it).
Result<ProjectKeys> load_or_make_keys(const std::filesystem::path& data_directory);

/// Refuses secrets that stand in public documents, and those shorter than 32 bytes. Error:
/// keys.known_default, keys.too_short.
Result<void> check_secret(const Secret& jwt_secret);

/// Refuses the CLI's public keys and those whose checksum does not fit. Errors: keys.known_default,
/// keys.bad_key.
Result<void> check_api_key(const Secret& key);

/// True if `text` has the form of a new API key and its checksum fits; for finding typing errors, not for
/// access.
bool has_valid_checksum(std::string_view text);

}  // namespace marque::identity
