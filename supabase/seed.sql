-- The catalogue: what a brand can be put on. Photos and masks join later, by sku.
insert into public.products (sku, name, category)
values
  ('BOT-250-AMB', 'Amber glass bottle, 250 ml', 'bottle'),
  ('BOT-500-CLR', 'Clear glass bottle, 500 ml', 'bottle'),
  ('BOT-100-PMP', 'Pump bottle, 100 ml', 'bottle'),
  ('JAR-060-FRO', 'Frosted cosmetic jar, 60 ml', 'jar'),
  ('JAR-370-HON', 'Honey jar, 370 ml', 'jar'),
  ('TUB-075-ALU', 'Aluminium tube, 75 ml', 'tube'),
  ('TUB-150-SFT', 'Soft-touch tube, 150 ml', 'tube'),
  ('POU-250-KRA', 'Kraft stand-up pouch, 250 g', 'pouch'),
  ('POU-500-MAT', 'Matte black pouch, 500 g', 'pouch'),
  ('BOX-SML-FLD', 'Folding carton, small', 'box'),
  ('BOX-MAI-STD', 'Mailer box, standard', 'box'),
  ('CAN-220-TIN', 'Candle tin, 220 g', 'tin'),
  ('MUG-330-CER', 'Ceramic mug, 330 ml', 'mug'),
  ('TOT-STD-COT', 'Cotton tote bag', 'tote'),
  ('TSH-UNI-ORG', 'Organic cotton T-shirt', 't-shirt'),
  ('STK-050-RND', 'Round sticker, 50 mm', 'sticker')
on conflict (sku) do update set
  name = excluded.name,
  category = excluded.category;
