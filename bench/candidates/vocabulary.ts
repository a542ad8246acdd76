/** What agencies call things. None of it is known to the matcher. */
export const COMPANY_WORDS =
  'Northwind Contoso Fabrikam Umbrella Initech Globex Vandelay Tyrell Wayne Stark Oscorp Cyberdyne Aperture Massive Dynamic Hooli Soylent Gringotts Wonka Virtucon Zorg Bluth Dunder Pied Acme Prestige Müller Größe Søndergård Ångström Café Société Łódź Peña Hernández Björk Çelik Škoda Dvořák Brontë Façade Zürich Königsberg Rivera Sokolov Harbour Meadow Lantern Granite Juniper Saffron Orchard Beacon Compass Quarry Thistle Willow Cobalt Falcon Heron Kestrel Osprey'.split(
    ' ',
  );
export const COMPANY_TRADES =
  'Logistics Brewing Foods Pharma Insurance Energy Publishing Records Airways Motors Textiles Robotics Hotels Dairy Optics Ceramics Banking Timber Tools Media'.split(
    ' ',
  );
export const LEGAL_FORMS = [
  'Ltd',
  'GmbH',
  'Inc.',
  'LLC',
  'AG',
  'B.V.',
  'S.A.',
  'Limited',
  'GmbH & Co. KG',
  'Oy',
  'Pty Ltd',
  'S.r.l.',
];

export const PROJECT_HEADS =
  'Website Intranet Newsletter Brochure Packaging Campaign Catalogue Webshop Portal Dashboard Billboard Podcast Magazine Handbook Exhibition Signage Illustration Photography Animation Storyboard Workshop Prototype Migration Hosting Analytics Accessibility Editorial Merchandise Showroom Conference'.split(
    ' ',
  );
export const PROJECT_TAILS =
  'relaunch redesign concept maintenance support rollout strategy production research audit launch refresh planning content translation development integration testing onboarding guidelines'.split(
    ' ',
  );

export const FIRST_NAMES =
  'Ana Bo Kim Dee Eve Finn Jürgen José Zoë Anaïs Søren Łukasz Noémie Håkon Siobhán Priya Wei Olga Tariq Ingrid Mateus Chidi Yuki Fatima Declan Marisol Anders Beatriz Cosima Dmitri Elodie Farouk Greta Hassan Imogen Jarek Katya Lorenzo'.split(
    ' ',
  );
export const LAST_NAMES =
  'Allen Silva Okafor Ricci Maas Müller Åkesson Nuñez Dvořák Çelik Bergström Fitzgerald Nakamura Kowalski Petrova Hoffmann Vandenberg Castellanos Abernathy Rosenthal Lindqvist Moreau Takahashi Oyelaran Whitfield Karlsson Delacroix Steinmann Villanueva Papadopoulos'.split(
    ' ',
  );
export const ROLES =
  'Designer,Developer,Producer,Copywriter,Photographer,Illustrator,Project manager,Art director,Data analyst,Account executive,Motion designer,Content editor,Sound engineer,Research lead,Chef de création'.split(
    ',',
  );
