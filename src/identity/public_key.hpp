// identity/public_key.hpp: OpenSSL's public keys out of the numbers of a JSON Web Key (RFC 7518 §6.2, §6.3,
// RFC 8037 §2). All numbers are big-endian bytes. Each gives null for numbers that are no such key.
#pragma once

#include <memory>
#include <string_view>

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace marque::identity {

std::shared_ptr<evp_pkey_st> make_rsa_key(std::string_view modulus, std::string_view exponent);

/// `curve` is "P-256", "P-384" or "P-521"; the point must lie on it.
std::shared_ptr<evp_pkey_st> make_curve_key(std::string_view curve, std::string_view x, std::string_view y);

/// `curve` is "Ed25519" or "Ed448".
std::shared_ptr<evp_pkey_st> make_edwards_key(std::string_view curve, std::string_view x);

}  // namespace marque::identity
