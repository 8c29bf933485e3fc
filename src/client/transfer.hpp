// client/transfer.hpp: one HTTP exchange by libcurl, from an HttpRequest to a Response.
#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <string>

#include <curl/curl.h>

#include "client/retry.hpp"
#include "marque/transport.hpp"

namespace marque::client {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
/// A libcurl handle, which keeps its connection open for the next exchange.
using CurlHandle = std::unique_ptr<CURL, CloseHandle>;

/// A new handle, once libcurl is set up for this process. Nothing where there is no memory.
CurlHandle open_handle();

/// Errors: marque.bad_value (a header that would break the request), marque.bad_url.
Expected<void> check_request(const std::string& url, const HttpRequest& request);

/// Chance for the back-off, from 0 to 1.
double random_jitter();

/// Says in the request which retry it is, as the other clients do.
void count_retry(HttpRequest& request, int count);

/// One exchange. libcurl keeps pointers to it and to what it is given until it is finished.
class Transfer {
 public:
  /// One that may take `limit` (0: for ever). `sink` takes the body of a successful answer; without one the
  /// body is kept.
  Transfer(CURL* handle, const std::string& url, const HttpRequest& request, const HttpOptions& options,
           std::chrono::milliseconds limit, const Transport::Sink* sink = nullptr);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  /// The answer, or why there is none. An exception of the sink comes out here.
  Expected<Response> finish(CURLcode code);

  /// What decides about another one, once this one is finished.
  Try last_try(std::string_view method, int count, const Expected<Response>& answer,
               std::chrono::milliseconds left) const;

 private:
  static std::size_t on_header(char* text, std::size_t size, std::size_t count, void* self);
  static std::size_t on_read(char* room, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* text, std::size_t size, std::size_t count, void* self);
  void take_header(std::string_view line);
  bool take_body(std::string_view piece);
  void set_method(const HttpRequest& request);
  void set_headers(const HttpRequest& request);
  void set_security(const HttpOptions& options);
  ApiError error_of(CURLcode code) const;

  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  CURL* handle_;
  const Transport::Sink* sink_;
  std::size_t largest_body_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::string_view unsent_;  ///< of the request's body
  Response response_;
  std::exception_ptr exception_;
  std::string fault_ = std::string(CURL_ERROR_SIZE, '\0');  ///< libcurl's words
  bool transient_ = false;                                  ///< it failed for the connection's sake
  bool delivered_ = false;                                  ///< the sink has been given something
  bool stopped_ = false;                                    ///< by the sink
  bool too_large_ = false;
};

}  // namespace marque::client
