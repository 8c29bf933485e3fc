// marque/storage.hpp: files in buckets, over the wire of Supabase Storage.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "marque/client.hpp"

namespace marque {

struct UploadOptions {
  std::string content_type = "application/octet-stream";
  std::string cache_control = "3600";  ///< seconds
  bool upsert = false;                 ///< replaces a file of that name
};

struct ListOptions {
  std::int64_t limit = 100;
  std::int64_t offset = 0;
  std::string sort_column = "name";
  Order sort_order = asc;
  std::string search{};
};

/// A file, or a folder, which has no id.
struct StoredObject {
  std::string name;
  std::optional<std::string> id;
  std::optional<Timestamp> updated_at;
  Json metadata;
  static constexpr auto columns =
      marque::columns(marque::column("name", &StoredObject::name), marque::column("id", &StoredObject::id),
                      marque::column("updated_at", &StoredObject::updated_at),
                      marque::column("metadata", &StoredObject::metadata));
};

/// One bucket. Paths are of any UTF-8 text with "/" between folders. Errors of all: the transport's; the
/// server's ("NoSuchKey", "Duplicate", "AccessDenied").
class Bucket {
 public:
  Bucket(Client client, std::string name) : client_(std::move(client)), name_(std::move(name)) {}

  /// Gives the object's answer: "Id" and "Key".
  Expected<Json> upload(std::string_view path, std::string content, const UploadOptions& options = {}) const;
  Expected<std::string> download(std::string_view path) const;
  /// The files and folders of one folder.
  Expected<std::vector<StoredObject>> list(std::string_view folder = {},
                                           const ListOptions& options = {}) const;
  /// Gives what was really removed: what is not there, or not yours, is simply absent.
  Expected<std::vector<StoredObject>> remove(const std::vector<std::string>& paths) const;
  Expected<void> move(std::string_view from, std::string_view to) const;
  Expected<void> copy(std::string_view from, std::string_view to) const;
  /// An address with which anyone can read the file for a while.
  Expected<std::string> create_signed_url(std::string_view path, std::chrono::seconds lifetime) const;
  /// The address of a file in a public bucket; nobody is asked.
  std::string public_url(std::string_view path) const;

 private:
  std::string target(std::string_view action, std::string_view path) const;
  Expected<Json> post(std::string target, const Json& body) const;

  Client client_;
  std::string name_;
};

/// Where buckets come from.
class Storage {
 public:
  explicit Storage(Client client) : client_(std::move(client)) {}

  Bucket from(std::string name) const { return {client_, std::move(name)}; }
  Expected<Json> list_buckets() const;

 private:
  Client client_;
};

}  // namespace marque
