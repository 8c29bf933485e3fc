// http/tls_context.hpp: certificate and key, ready for handshakes.
#pragma once

#include <memory>
#include <string>

#include "core/error.hpp"

struct ssl_ctx_st;

namespace marque::http {

/// PEM files: the certificate with its chain, and the private key.
struct TlsFiles {
  std::string certificate_file;
  std::string key_file;
};

/// An OpenSSL context for servers: TLS 1.2 and 1.3, no compression, no renegotiation, ALPN "http/1.1".
class TlsContext {
 public:
  /// Error: http.tls, naming the file that cannot be used and why.
  static Result<std::shared_ptr<const TlsContext>> load(const TlsFiles& files);

  ssl_ctx_st* native() const { return context_.get(); }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  std::unique_ptr<ssl_ctx_st, Free> context_;
};

}  // namespace marque::http
