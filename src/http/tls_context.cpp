#include "http/tls_context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace marque::http {
namespace {

Error tls_error(const std::string& message) {
  std::string detail;
  while (const unsigned long code = ::ERR_get_error()) {
    char text[256];
    ::ERR_error_string_n(code, text, sizeof text);
    detail += detail.empty() ? text : fmt::format("; {}", text);
  }
  return Error("http.tls", message).with_detail(std::move(detail));
}

/// Answers a client that offers "http/1.1" with it; one that offers only others gets no ALPN and can decide.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* selected = nullptr;
  const int outcome =
      ::SSL_select_next_proto(&selected, chosen_size, ours, sizeof ours - 1, offered, offered_size);
  *chosen = selected;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const { ::SSL_CTX_free(context); }

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsFiles& files) {
  ::ERR_clear_error();
  auto made = std::make_shared<TlsContext>();
  made->context_.reset(::SSL_CTX_new(::TLS_server_method()));
  SSL_CTX* context = made->native();
  if (context == nullptr) return fail(tls_error("OpenSSL could not be set up."));
  ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  ::SSL_CTX_set_options(context,
                        SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Without the last mode each idle connection would keep 34 KiB of buffers.
  ::SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
  ::SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  if (::SSL_CTX_use_certificate_chain_file(context, files.certificate_file.c_str()) != 1)
    return fail(
        tls_error(fmt::format("The certificate file \"{}\" cannot be used.", files.certificate_file)));
  if (::SSL_CTX_use_PrivateKey_file(context, files.key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    return fail(tls_error(fmt::format("The key file \"{}\" cannot be used.", files.key_file)));
  if (::SSL_CTX_check_private_key(context) != 1)
    return fail(tls_error(fmt::format("The key in \"{}\" does not belong to the certificate in \"{}\".",
                                      files.key_file, files.certificate_file)));
  return std::shared_ptr<const TlsContext>(std::move(made));
}

}  // namespace marque::http
