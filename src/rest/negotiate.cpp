#include "rest/negotiate.hpp"

#include <algorithm>
#include <ranges>
#include <string>

namespace marque::rest {
namespace {

using Kind = query::BodyForm::Kind;

/// A body that can be made, and what it is called.
struct Offer {
  query::BodyForm body;
  MediaType media;
};

std::unexpected<Error> none_available(const std::vector<MediaType>& accepted) {
  std::string names;
  for (const MediaType& type : accepted) {
    if (&type != &accepted.front()) names += ", ";
    names += media_type_name(type);
  }
  return fail("PGRST107", "None of these media types are available: " + names);
}

/// "*/*" promises nothing, so its handlers answer bytes unless they set the header themselves.
MediaType type_of(const pg::MediaHandler& handler) {
  const MediaType type = read_media_type(handler.media_type);
  return type.kind == MediaKind::any ? MediaType{.kind = MediaKind::bytes} : type;
}

/// The database's own handler of `target` for exactly `wanted`.
std::optional<Offer> find_handler(const pg::QualifiedName& target, const MediaType& wanted,
                                  const pg::Catalogue& catalogue) {
  // Of several for the same thing the last one counts.
  for (const pg::MediaHandler& handler : std::views::reverse(catalogue.media_handlers)) {
    if (handler.target != target || !is_same(read_media_type(handler.media_type), wanted)) continue;
    return Offer{{.kind = Kind::custom, .handler = handler}, type_of(handler)};
  }
  return std::nullopt;
}

std::optional<Offer> built_in(MediaKind wanted) {
  switch (wanted) {
    case MediaKind::any:
    case MediaKind::json: return Offer{{.kind = Kind::array, .handler = {}}, {.kind = MediaKind::json}};
    case MediaKind::csv: return Offer{{.kind = Kind::csv, .handler = {}}, {.kind = MediaKind::csv}};
    case MediaKind::geojson:  // whether PostGIS is there, PostgreSQL will say
      return Offer{{.kind = Kind::geojson, .handler = {}}, {.kind = MediaKind::geojson}};
    default: return std::nullopt;
  }
}

/// The types that can be overridden: a handler of the target for everything, one for the type (a handler sees
/// whole rows, so both only serve the default select), one for the rows of anything, and what is built in.
std::optional<Offer> find_offer(const MediaType& wanted, const NegotiationInput& input,
                                const pg::Catalogue& catalogue) {
  std::optional<Offer> offer;
  if (!catalogue.media_handlers.empty()) {
    if (input.default_select) {
      offer = find_handler(input.target, {.kind = MediaKind::any}, catalogue);
      if (!offer) offer = find_handler(input.target, wanted, catalogue);
    }
    if (!offer) offer = find_handler({}, wanted, catalogue);
  }
  return offer ? offer : built_in(wanted.kind);
}

/// The vendor types cannot be overridden: their parameters change what the statement does.
std::optional<Kind> vendor_form(MediaKind wanted) {
  switch (wanted) {
    case MediaKind::object: return Kind::object;
    case MediaKind::object_stripped: return Kind::object_stripped;
    case MediaKind::array_stripped: return Kind::array_stripped;
    default: return std::nullopt;
  }
}

std::optional<Negotiated> offer_of(const MediaType& wanted, const NegotiationInput& input,
                                   const pg::Catalogue& catalogue) {
  if (wanted.kind == MediaKind::plan) {
    if (!input.plan_enabled || !wanted.plan_for || wanted.plan_for->kind == MediaKind::plan)
      return std::nullopt;
    auto planned = offer_of(*wanted.plan_for, input, catalogue);
    if (!planned) return std::nullopt;
    planned->explain = query::Explain{.format = wanted.plan_format, .options = wanted.plan_options};
    planned->media = wanted;
    return planned;
  }
  if (const auto form = vendor_form(wanted.kind))
    return Negotiated{{.kind = *form, .handler = {}}, std::nullopt, wanted};
  auto offer = find_offer(wanted, input, catalogue);
  if (!offer) return std::nullopt;
  return Negotiated{std::move(offer->body), std::nullopt, std::move(offer->media)};
}

}  // namespace

Result<Negotiated> negotiate(const std::vector<MediaType>& accepted, const NegotiationInput& input,
                             const pg::Catalogue& catalogue) {
  for (const MediaType& wanted : accepted) {
    auto found = offer_of(wanted, input, catalogue);
    if (!found) continue;
    if (!input.with_body) found->body = {.kind = Kind::none, .handler = {}};
    return std::move(*found);
  }
  return none_available(accepted);
}

Result<MediaType> negotiate_root_document(const std::vector<MediaType>& accepted) {
  const bool is_welcome = std::ranges::any_of(accepted, [](const MediaType& type) {
    return type.kind == MediaKind::openapi || type.kind == MediaKind::json || type.kind == MediaKind::any;
  });
  if (!is_welcome) return none_available(accepted);
  return MediaType{.kind = MediaKind::openapi};
}

}  // namespace marque::rest
