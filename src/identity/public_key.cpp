#include "identity/public_key.hpp"

#include <string>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace marque::identity {
namespace {

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)>;
using Parameters = std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

constexpr std::size_t longest_number_bytes = 2048;  // RSA of 16384 bits, the most that OpenSSL checks with

/// Leaves OpenSSL's queue of errors as it was: what is wrong with a key is told by the result.
class QuietErrors {
 public:
  QuietErrors() { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key) {
  return key == nullptr ? nullptr : std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
}

std::shared_ptr<EVP_PKEY> from_parameters(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder), OSSL_PARAM_free);
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return nullptr;
  return shared(key);
}

std::size_t coordinate_bytes(std::string_view curve) {
  if (curve == "P-256") return 32;
  return curve == "P-384" ? 48 : 66;
}

/// `number` without leading zeros in exactly `bytes` bytes; empty if it is longer.
std::string padded(std::string_view number, std::size_t bytes) {
  while (number.starts_with('\0')) number.remove_prefix(1);
  return number.size() > bytes ? std::string() : std::string(bytes - number.size(), '\0').append(number);
}

}  // namespace

std::shared_ptr<evp_pkey_st> make_rsa_key(std::string_view modulus, std::string_view exponent) {
  if (modulus.size() > longest_number_bytes || exponent.size() > longest_number_bytes) return nullptr;
  const QuietErrors quiet;
  const Number n(BN_bin2bn(bytes_of(modulus), static_cast<int>(modulus.size()), nullptr), BN_free);
  const Number e(BN_bin2bn(bytes_of(exponent), static_cast<int>(exponent.size()), nullptr), BN_free);
  const Builder builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  if (!n || !e || !builder || !BN_is_odd(n.get()) || !BN_is_odd(e.get()) || BN_is_one(e.get()))
    return nullptr;
  if (OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return nullptr;
  return from_parameters("RSA", builder.get());
}

std::shared_ptr<evp_pkey_st> make_curve_key(std::string_view curve, std::string_view x, std::string_view y) {
  const std::string first = padded(x, coordinate_bytes(curve));
  const std::string second = padded(y, coordinate_bytes(curve));
  if (first.empty() || second.empty()) return nullptr;
  const QuietErrors quiet;
  const std::string group(curve);  // both must live as long as the builder, which only points to them
  const std::string point = '\x04' + first + second;  // uncompressed (SEC 1 §2.3.3)
  const Builder builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  if (!builder ||
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.c_str(), 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) !=
          1)
    return nullptr;
  return from_parameters("EC", builder.get());
}

std::shared_ptr<evp_pkey_st> make_edwards_key(std::string_view curve, std::string_view x) {
  const QuietErrors quiet;
  const int type = curve == "Ed25519" ? EVP_PKEY_ED25519 : EVP_PKEY_ED448;
  return shared(EVP_PKEY_new_raw_public_key(type, nullptr, bytes_of(x), x.size()));
}

}  // namespace marque::identity
