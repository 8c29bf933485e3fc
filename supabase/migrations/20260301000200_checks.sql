-- squawk-ignore-file constraint-missing-not-valid, require-concurrent-index-creation
-- (The tables are new, or small enough to be scanned under lock once.)

-- What the columns may hold. Text and numbers first, JSON below.

-- Hashes live in auth.users alone.
alter table public.profiles
  add constraint profiles_password_check check (password is null);
comment on constraint profiles_password_check on public.profiles is
  'No hash and no password is ever kept here; auth.users.encrypted_password is the only place.';

-- A brand's life and the wizard's seven steps.
alter table public.brands
  add constraint brands_status_check check (status in ('draft', 'submitted', 'published', 'archived')),
  add constraint brands_wizard_step_check check (wizard_step between 1 and 7);
comment on constraint brands_status_check on public.brands is 'draft, submitted, published, or archived.';
comment on constraint brands_wizard_step_check on public.brands is 'The wizard has seven steps.';

-- Kinds of files.
alter table public.brand_assets
  add constraint brand_assets_asset_type_check check (asset_type in ('logo', 'mockup', 'brand_guide'));
comment on constraint brand_assets_asset_type_check on public.brand_assets is 'logo, mockup or brand_guide.';

-- One logo is the logo. The owner stands in front: without it, a row that names somebody else's brand would
-- fail here before the foreign key looks at it, and tell whether that brand has a primary asset.
create unique index brand_assets_one_primary_key on public.brand_assets (user_id, brand_id, asset_type)
  where is_primary;
comment on index public.brand_assets_one_primary_key is
  'At most one primary asset per brand and type; says nothing about other people''s brands.';

-- A mockup waits for the person's word; variations count from 1.
alter table public.brand_mockups
  add constraint brand_mockups_status_check check (status in ('generated', 'approved', 'rejected')),
  add constraint brand_mockups_variation_number_check check (variation_number >= 1);
comment on constraint brand_mockups_status_check on public.brand_mockups is
  'generated, approved or rejected.';
comment on constraint brand_mockups_variation_number_check on public.brand_mockups is
  'Variations count from 1.';

-- Nobody chooses nothing of a product.
alter table public.brand_products
  add constraint brand_products_quantity_check check (quantity >= 1);
comment on constraint brand_products_quantity_check on public.brand_products is
  'At least one of a chosen product.';

-- The platforms that can be analysed.
alter table public.user_socials
  add constraint user_socials_platform_check check (platform in ('instagram', 'tiktok', 'twitter'));
comment on constraint user_socials_platform_check on public.user_socials is
  'instagram, tiktok or twitter (X).';

-- JSON, in two patterns and without functions of our own. An array equals its own valid elements:
--   jsonb_path_query_array(value, 'strict $[*] ? (valid)', '{}', true) = value
-- An object has no known key of a wrong type (null counts as absent, unknown keys are the application's
-- own):
--   jsonb_typeof(value) = 'object'
--     and not jsonb_path_exists(value, 'strict $.keyvalue() ? (wrong)', '{}', true)

-- The brand's colours, fonts and values.
alter table public.brands
  add constraint brands_color_palette_check check (
    jsonb_path_query_array(
      color_palette,
      'strict $[*] ? (@.hex like_regex "^#[0-9A-Fa-f]{6}$" && @.role.type() == "string")',
      '{}', true
    ) = color_palette
  ),
  add constraint brands_fonts_check check (
    jsonb_typeof(fonts) = 'object' and not jsonb_path_exists(
      fonts,
      'strict $.keyvalue() ? (
        @.key like_regex "^(heading|body|accent)$"
        && !(@.value.type() like_regex "^(string|object|null)$")
      )',
      '{}', true
    )
  ),
  add constraint brands_brand_values_check check (
    jsonb_path_query_array(brand_values, 'strict $[*] ? (@.type() == "string")', '{}', true) = brand_values
  );
comment on constraint brands_color_palette_check on public.brands is
  'An array of objects, each with hex "#rrggbb" and a role text.';
comment on constraint brands_fonts_check on public.brands is
  'An object; heading, body and accent are a family name or an object.';
comment on constraint brands_brand_values_check on public.brands is 'An array of texts.';

-- What is known of a file.
alter table public.brand_assets
  add constraint brand_assets_metadata_check check (
    jsonb_typeof(metadata) = 'object' and not jsonb_path_exists(
      metadata,
      'strict $.keyvalue() ? (
        @.value.type() != "null" && (
          (@.key like_regex "^(mime_type|prompt|model)$" && @.value.type() != "string")
          || (@.key like_regex "^(size|width|height|cost|duration_ms)$"
              && (@.value.type() != "number" || @.value < 0))
          || (@.key == "seed" && !(@.value.type() like_regex "^(number|string)$"))
        )
      )',
      '{}', true
    )
  );
comment on constraint brand_assets_metadata_check on public.brand_assets is
  'An object; mime_type, prompt and model are text, size, width, height, cost and duration_ms numbers from '
  '0, seed a number or text.';

-- What went into a generated picture.
alter table public.brand_mockups
  add constraint brand_mockups_generation_params_check check (
    jsonb_typeof(generation_params) = 'object' and not jsonb_path_exists(
      generation_params,
      'strict $.keyvalue() ? (
        @.value.type() != "null" && (
          (@.key like_regex "^(model|prompt|negative_prompt)$" && @.value.type() != "string")
          || (@.key like_regex "^(width|height|steps|guidance_scale)$" && @.value.type() != "number")
          || (@.key == "seed" && !(@.value.type() like_regex "^(number|string)$"))
        )
      )',
      '{}', true
    )
  );
comment on constraint brand_mockups_generation_params_check on public.brand_mockups is
  'An object; model, prompt and negative_prompt are text, width, height, steps and guidance_scale numbers, '
  'seed a number or text.';

-- What the analysis found.
alter table public.user_socials
  add constraint user_socials_analysis_data_check check (
    jsonb_typeof(analysis_data) = 'object' and not jsonb_path_exists(
      analysis_data,
      'strict $.keyvalue() ? (
        @.value.type() != "null" && (
          (@.key == "schema_version" && @.value.type() != "number")
          || (@.key like_regex "^(status|generated_at|language)$" && @.value.type() != "string")
          || (@.key == "profiles" && @.value.type() != "array")
          || (@.key like_regex "^(totals|brand_signals|confidence|model)$" && @.value.type() != "object")
        )
      )',
      '{}', true
    )
  );
comment on constraint user_socials_analysis_data_check on public.user_socials is
  'An object; schema_version is a number, status, generated_at and language text, profiles an array, totals, '
  'brand_signals, confidence and model objects.';

-- How the sync with the CRM stands.
alter table public.ghl_contacts
  add constraint ghl_contacts_sync_data_check check (
    jsonb_typeof(sync_data) = 'object' and not jsonb_path_exists(
      sync_data,
      'strict $.keyvalue() ? (
        @.value.type() != "null" && (
          (@.key like_regex "^(status|error)$" && @.value.type() != "string")
          || (@.key == "attempts" && @.value.type() != "number")
          || (@.key == "tags" && @.value.type() != "array")
          || (@.key == "conflict" && @.value.type() != "object")
        )
      )',
      '{}', true
    )
  );
comment on constraint ghl_contacts_sync_data_check on public.ghl_contacts is
  'An object; status and error are text, attempts a number, tags an array, conflict an object.';
