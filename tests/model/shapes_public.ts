// The tables of schema public, column by column: those of the spec (spec.ts), then what Marque adds.
import type { Shapes } from './columns.ts'

export const public_shapes: Shapes = {
  'public.profiles': `
    id uuid not null
    email text
    phone text
    full_name text
    password text
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()
    tc_accepted_at timestamptz`,
  'public.brands': `
    id uuid not null default gen_random_uuid()
    user_id uuid not null
    status text not null default 'draft'
    name text
    description text
    vision text
    color_palette jsonb
    fonts jsonb
    logo_style text
    brand_archetype text
    brand_values jsonb
    target_audience text
    label_design text
    step_url text
    wizard_step integer not null default 1
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()`,
  'public.products': `
    id uuid not null default gen_random_uuid()
    sku text not null
    name text not null
    category text
    is_active boolean not null default true
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()`,
  'public.brand_assets': `
    id uuid not null default gen_random_uuid()
    brand_id uuid not null
    asset_type text not null
    file_url text
    file_name text
    metadata jsonb
    is_primary boolean not null default false
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()
    user_id uuid not null`,
  'public.brand_mockups': `
    id uuid not null default gen_random_uuid()
    brand_id uuid not null
    product_id uuid
    mockup_url text
    label_url text
    prompt_used text
    generation_params jsonb
    variation_number integer not null default 1
    status text not null default 'generated'
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()
    user_id uuid not null`,
  'public.brand_products': `
    id uuid not null default gen_random_uuid()
    brand_id uuid not null
    product_id uuid not null
    quantity integer not null default 1
    notes text
    selected_at timestamptz not null default now()
    user_id uuid not null`,
  'public.user_socials': `
    id uuid not null default gen_random_uuid()
    user_id uuid not null
    platform text not null
    handle text
    profile_url text
    analysis_data jsonb
    analyzed_at timestamptz
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()`,
  'public.ghl_contacts': `
    id uuid not null default gen_random_uuid()
    user_id uuid not null
    ghl_contact_id text
    ghl_location_id text
    sync_data jsonb
    last_synced_at timestamptz
    created_at timestamptz not null default now()
    updated_at timestamptz not null default now()`,
}
