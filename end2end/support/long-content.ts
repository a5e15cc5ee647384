// The longest realistic content: names, addresses and words that must fit on the smallest phone.

/** A company with everything in its name. */
export const longCompany = 'Koninklijke Van der Meer-Wolkenstein Precisie-instrumentenfabriek Nederland B.V.';

/** 64 characters before the @, and a domain with one long label. */
export const longEmail =
  'maximiliana.wolkenstein-trostburg+internationale-verzendingen@rijksdienstvoorondernemendnederland-en-buitenland.example';

export const longName = 'Maximiliana Wolkenstein-Trostburg van Heemstra-Schimmelpenninck';

/** A shipment with every member at great length. */
export const longShipment = {
  reference: 'RETOURZENDING-2026-11-INTERNATIONAAL-KALIBRATIE-0000088213',
  origin: { country: 'NL', city: 'Gasselterboerveenschemond', company: 'Rijksdienst voor Ondernemend Nederland en Buitenland' },
  destination: { country: 'GB', city: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch', company: 'Royal Observatory & Instruments' },
  pieces: 12,
  weight_kg: 1234.5,
  value: { amount: '1234567.89', currency: 'EUR' },
  message:
    'Retour van de kalibratieset uit order RETOURZENDING-2026-11-INTERNATIONAAL-KALIBRATIE-0000088213. Jonas vroeg ons ' +
    'de set op uw nummer te versturen, zie https://shipping.example/a/very/long/address/that/nobody/breaks?with=a&query=0123456789.',
  draft: 'https://shipping.example/drafts/88213',
};

/** Enough addresses to fill a second page of the list. */
export const manyEmails = [longEmail, ...Array.from({ length: 59 }, (_, n) => `shipper-${n + 1}@lumen-lab.example`)];
