// The shapes of the JSON columns, by example. SQL null passes everywhere and is not repeated here; the null
// that stands here is JSON's own.

interface JsonExamples { table: string; name: string; good: unknown[]; bad: unknown[] }

const primary = { hex: '#1a2b3c', role: 'primary' }
/** Neither an array nor an object; `bad` for every column. */
const scalars = [null, true, 1, 'text']
const no_objects = [...scalars, [], [{}]]

export const checks_of_json: JsonExamples[] = [
  {
    table: 'public.brands',
    name: 'color_palette',
    good: [
      [],
      [primary],
      [primary, { hex: '#ABCDEF', role: 'accent' }, { hex: '#000000', role: '' }],
      [{ ...primary, name: 'Midnight', share: 0.6 }],
    ],
    bad: [
      ...scalars,
      {},
      primary,
      ['#1a2b3c'],
      [[primary]],
      [null],
      [{}],
      [{ hex: '#1a2b3c' }],
      [{ role: 'primary' }],
      [{ hex: '1a2b3c', role: 'primary' }],
      [{ hex: '#1a2b3', role: 'primary' }],
      [{ hex: '#1a2b3c4', role: 'primary' }],
      [{ hex: '#1a2b3g', role: 'primary' }],
      [{ hex: '#1a2b3c\n', role: 'primary' }],
      [{ hex: ' #1a2b3c', role: 'primary' }],
      [{ hex: 1715004, role: 'primary' }],
      [{ hex: null, role: 'primary' }],
      [{ hex: ['#1a2b3c'], role: 'primary' }],
      [{ hex: '#1a2b3c', role: 1 }],
      [{ hex: '#1a2b3c', role: null }],
      [{ hex: '#1a2b3c', role: ['primary'] }],
      [primary, { hex: 'red', role: 'accent' }],
      [{ hex: 'red', role: 'accent' }, primary],
    ],
  },
  {
    table: 'public.brands',
    name: 'fonts',
    good: [
      {},
      { heading: 'Inter', body: 'Lora', accent: 'Caveat' },
      { heading: { family: 'Inter', weight: 700 }, body: null },
      { heading: 'Inter', monospace: 12, scale: [1, 1.25] },
    ],
    bad: [
      ...no_objects,
      { heading: 1 }, { heading: ['Inter'] }, { heading: true },
      { body: 1 }, { body: ['Inter'] }, { accent: 1 }, { accent: false },
      { heading: 'Inter', body: 1 },
    ],
  },
  {
    table: 'public.brands',
    name: 'brand_values',
    good: [[], ['honest'], ['honest', 'playful', '']],
    bad: [
      ...scalars, {}, { 0: 'honest' }, [1], [null], [true], [{}], [['honest']], ['honest', 1], [1, 'honest'],
    ],
  },
  {
    table: 'public.brand_assets',
    name: 'metadata',
    good: [
      {},
      {
        mime_type: 'image/png', size: 0, width: 1024, height: 1024, prompt: 'a fox', model: 'fal-ai/flux',
        seed: 42, cost: 0.05, duration_ms: 1200,
      },
      { seed: '18446744073709551615' },
      {
        mime_type: null, size: null, width: null, height: null, prompt: null, model: null, seed: null,
        cost: null, duration_ms: null,
      },
      { dominant: ['#1a2b3c'], mimeType: 1 },
    ],
    bad: [
      ...no_objects,
      { mime_type: 1 }, { mime_type: ['image/png'] }, { prompt: {} }, { model: true },
      { size: '1' }, { size: -1 }, { size: true }, { width: '1' }, { width: -1 }, { height: [1] },
      { height: -1 }, { cost: 'free' }, { cost: -0.01 }, { duration_ms: '1' }, { duration_ms: -1 },
      { seed: true }, { seed: [1] }, { seed: {} },
      { mime_type: 'image/png', size: '1' },
    ],
  },
  {
    table: 'public.brand_mockups',
    name: 'generation_params',
    good: [
      {},
      {
        model: 'fal-ai/flux', prompt: 'a mug', negative_prompt: 'text', seed: 7, width: 1024, height: 768,
        steps: 28, guidance_scale: 3.5,
      },
      { seed: '7' },
      {
        model: null, prompt: null, negative_prompt: null, seed: null, width: null, height: null, steps: null,
        guidance_scale: null,
      },
      { image_urls: ['https://example.org/mug.png'], sync_mode: true },
    ],
    bad: [
      ...no_objects,
      { model: 1 }, { prompt: ['a mug'] }, { negative_prompt: {} }, { width: '1024' }, { height: true },
      { steps: '28' }, { guidance_scale: [3.5] }, { seed: false }, { seed: [7] },
      { model: 'fal-ai/flux', steps: '28' },
    ],
  },
  {
    table: 'public.user_socials',
    name: 'analysis_data',
    good: [
      {},
      {
        schema_version: 1, status: 'done', generated_at: '2026-02-19T00:00:00Z', language: 'en',
        profiles: [{ platform: 'instagram' }], totals: { followers: 10 }, brand_signals: {}, confidence: {},
        model: { name: 'm' },
      },
      {
        schema_version: null, status: null, generated_at: null, language: null, profiles: null, totals: null,
        brand_signals: null, confidence: null, model: null,
      },
      { remarks: 'anything', followers: 10 },
    ],
    bad: [
      ...no_objects,
      { schema_version: '1' }, { status: 1 }, { generated_at: 1771459200 }, { language: ['en'] },
      { profiles: {} }, { profiles: 'instagram' }, { totals: [] }, { totals: 10 }, { brand_signals: [] },
      { confidence: 0.9 }, { model: 'm' },
      { status: 'done', profiles: {} },
    ],
  },
  {
    table: 'public.ghl_contacts',
    name: 'sync_data',
    good: [
      {},
      { status: 'pending' },
      { status: 'failed', error: 'timeout', attempts: 3, tags: ['brand'], conflict: { field: 'email' } },
      { status: null, error: null, attempts: null, tags: null, conflict: null },
      { pipeline: 'x', extra: [1] },
    ],
    bad: [
      ...no_objects,
      { status: 1 }, { status: true }, { error: {} }, { attempts: '3' }, { tags: 'brand' }, { tags: {} },
      { conflict: [] }, { conflict: 'email' },
      { status: 'pending', tags: 'brand' },
    ],
  },
]
