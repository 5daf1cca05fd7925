// Reads a feed as three reading programs' own libraries do; prints as JSON what each made of it.
//   node read.mjs FOLDER_OF_MODULES ADDRESS...
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, ...addresses] = process.argv.slice(2);
const require = createRequire(modules + "/package.json");

const ACQUISITION = "http://opds-spec.org/acquisition";
const hrefs = (links, rel) => links.filter((link) => (link.rel ?? link.Rel?.[0] ?? "").startsWith(rel)).map((link) => link.href ?? link.Href);

async function feedParser(xml) {
  const feed = await new (require("opds-feed-parser").default)().parse(xml);
  return {
    kind: feed.constructor.name,
    title: feed.title,
    total: feed.search?.totalResults,
    next: hrefs(feed.links, "next"),
    search: feed.links.filter((link) => link.constructor.name === "SearchLink").map((link) => link.href),
    facets: feed.links.filter((link) => link.constructor.name === "OPDSFacetLink").map((link) => link.title),
    entries: feed.entries.map((entry) => ({
      title: entry.title,
      authors: entry.authors.map((author) => author.name),
      summary: entry.summary?.content,
      files: entry.links.filter((link) => link.constructor.name === "OPDSAcquisitionLink").map((link) => link.href),
      images: entry.links.filter((link) => link.constructor.name === "OPDSArtworkLink").map((link) => link.href),
      ways: entry.links.filter((link) => link.constructor.name === "OPDSCatalogRootLink" || link.constructor.name === "CompleteEntryLink" || link.constructor.name === "OPDSLink").map((link) => link.href),
    })),
  };
}

async function opdsTs(xml) {
  const { Feed } = await import(pathToFileURL(require.resolve("opds-ts/v1.2")).href);
  const feed = Feed.fromXml(xml);
  const links = feed.options.links ?? [];
  return {
    title: feed.title ?? feed.options.title,
    next: hrefs(links, "next"),
    search: hrefs(links, "search"),
    facets: links.filter((link) => link.rel === "http://opds-spec.org/facet").map((link) => link.title),
    entries: (feed.options.entries ?? feed.entries).map((entry) => ({
      title: entry.title ?? entry.options.title,
      authors: [entry.options.author?.name ?? entry.options.author].flat().filter(Boolean),
      files: hrefs(entry.options.links ?? [], ACQUISITION),
      images: hrefs(entry.options.links ?? [], "http://opds-spec.org/image"),
    })),
  };
}

function r2() {
  const from = "r2-opds-js/dist/es6-es2015/src/opds/";
  require(from + "init-globals").initGlobalConverters_OPDS();
  require("r2-shared-js/dist/es6-es2015/src/init-globals").initGlobalConverters_GENERIC();
  const { XML } = require("r2-utils-js/dist/es6-es2015/src/_utils/xml-js-mapper");
  const { OPDS } = require(from + "opds1/opds");
  const { convertOpds1ToOpds2 } = require(from + "converter");
  const { OPDSFeed } = require(from + "opds2/opds2");
  const { TaJsonDeserialize } = require("r2-lcp-js/dist/es6-es2015/src/serializable");
  const { DOMParser } = require("@xmldom/xmldom");
  return {
    one: (xml) => convertOpds1ToOpds2(XML.deserialize(new DOMParser().parseFromString(xml, "application/xml"), OPDS)),
    two: (json) => TaJsonDeserialize(JSON.parse(json), OPDSFeed),
  };
}

function told(feed) {
  const links = (list) => (list ?? []).map((link) => ({ rel: link.Rel?.[0] ?? "", href: link.Href }));
  return {
    title: feed.Metadata?.Title,
    total: feed.Metadata?.NumberOfItems,
    next: hrefs(links(feed.Links), "next"),
    search: hrefs(links(feed.Links), "search"),
    facets: (feed.Facets ?? []).flatMap((facet) => facet.Links.map((link) => link.Title)),
    navigation: (feed.Navigation ?? []).map((link) => ({ title: link.Title, href: link.Href })),
    entries: (feed.Publications ?? []).map((one) => ({
      title: one.Metadata.Title,
      authors: (one.Metadata.Author ?? []).map((author) => author.Name),
      summary: one.Metadata.Description,
      series: (one.Metadata.BelongsTo?.Series ?? []).map((series) => series.Name),
      files: hrefs(links(one.Links), ACQUISITION),
      images: (one.Images ?? []).map((link) => link.Href),
    })),
  };
}

const reading = r2();
const made = {};
for (const address of addresses) {
  const answer = await fetch(address);
  const text = await answer.text();
  if (answer.headers.get("content-type").startsWith("application/opds+json")) {
    made[address] = { "r2-opds-js": told(reading.two(text)) };
  } else {
    made[address] = { "opds-feed-parser": await feedParser(text), "opds-ts": await opdsTs(text), "r2-opds-js": told(reading.one(text)) };
  }
}
console.log(JSON.stringify(made));
