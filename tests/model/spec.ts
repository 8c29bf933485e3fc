// The tables of the specification, word for word: column and type. Marque's tables have these columns and
// types; what else they have is listed as an addition.

export const spec_tables: Record<string, string> = {
  profiles: `
    id UUID, email TEXT, phone TEXT, full_name TEXT, password TEXT, tc_accepted_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ`,
  brands: `
    id UUID, user_id UUID, status TEXT, name TEXT, description TEXT, vision TEXT, color_palette JSONB,
    fonts JSONB, logo_style TEXT, brand_archetype TEXT, brand_values JSONB, target_audience TEXT,
    label_design TEXT, step_url TEXT, wizard_step INT, created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ`,
  brand_assets: `
    id UUID, brand_id UUID, asset_type TEXT, file_url TEXT, file_name TEXT, metadata JSONB,
    is_primary BOOLEAN, created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ`,
  brand_mockups: `
    id UUID, brand_id UUID, product_id UUID, mockup_url TEXT, label_url TEXT, prompt_used TEXT,
    generation_params JSONB, variation_number INT, status TEXT, created_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ`,
  products: `
    id UUID, sku TEXT, name TEXT, category TEXT, is_active BOOLEAN, created_at TIMESTAMPTZ,
    updated_at TIMESTAMPTZ`,
  brand_products: `
    id UUID, brand_id UUID, product_id UUID, quantity INT, notes TEXT, selected_at TIMESTAMPTZ`,
  user_socials: `
    id UUID, user_id UUID, platform TEXT, handle TEXT, profile_url TEXT, analysis_data JSONB,
    analyzed_at TIMESTAMPTZ, created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ`,
  ghl_contacts: `
    id UUID, user_id UUID, ghl_contact_id TEXT, ghl_location_id TEXT, sync_data JSONB,
    last_synced_at TIMESTAMPTZ, created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ`,
}

/** Documented as Marque's: ownership as a column of every child of a brand. */
export const additions: Record<string, string> = {
  brand_assets: 'user_id UUID',
  brand_mockups: 'user_id UUID',
  brand_products: 'user_id UUID',
}

/** "Indexed", "Indexed with user_id", "Indexed (ilike)" and "Unique" in the specification: the questions. */
export const spec_indexes: [table: string, question: string, index: string][] = [
  ['profiles', `email ilike '%ada@%'`, 'profiles_email_trgm_idx'],
  ['profiles', `phone = '+4930123456'`, 'profiles_phone_idx'],
  ['profiles', `tc_accepted_at > '2026-02-03'`, 'profiles_tc_accepted_at_idx'],
  ['products', `sku = 'BOT-250-AMB'`, 'products_sku_key'],
  ['products', `category = 'bottle'`, 'products_category_idx'],
  ['products', 'is_active = true', 'products_is_active_idx'],
  ['user_socials', `user_id = '${'0'.repeat(32)}' and handle = 'ada'`, 'user_socials_user_id_handle_idx'],
  ['ghl_contacts', `ghl_contact_id = 'abc'`, 'ghl_contacts_ghl_contact_id_key'],
]
