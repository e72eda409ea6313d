from emit import C, rec, unc, dr, ass, emit, ids
from sources import SOURCES
import pathlib, sys
FOUR = ["originator", "reference", "passed", "treated-as-passed"]
OFF = {"use": "none"}
NATION = "The whole country; the areas matter only for counting."
R5 = {1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 6, 9: 7, 10: 8, 11: 9, 12: 9, 13: 10}
JOINTS = {1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 5, 7: 6, 8: 7, 9: 8, 10: 9, 11: 10}
SPINE = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 5, 7: 6, 8: 7, 9: 8, 10: 9, 11: 10, 12: 11, 13: 12, 14: 13, 15: 14, 16: 15}

def device_quality(): return {"use": "quality-gate", "accept": ass(FOUR, "Devices have no consistency evaluation; a product inside the scope is entered as passed.")}
def drug_quality(note="Known for the national rounds; not seen for this tender."):
    return {"use": "quality-gate", "accept": unc(FOUR, "background", note)}
def wide_quality(note): return {"use": "quality-gate", "accept": ass([*FOUR, "not-passed"], note)}
def merge(): return {"use": "merge", "scope": ass("firms under one controller, or in a holding or management relation", "No clause was found; read as in the national drug rounds.")}
def ceiling(basis="published-list", basis_note="No basis is on record; a published list is usual.", basis_c=None, void=None):
    return {"use": "ceiling", "basis": basis_c or ass(basis, basis_note),
            "above": void or ass("void", "As in drug round 4, where bids over the ceiling were not valid.")}
def ratio(note="The code covers the national rounds 1 to 9; carried on."):
    return {"use": "ratio", "strength_base": unc(1.7, "S63", note), "pack_base": unc(1.95, "S63", note)}
def ties_drug(): return {"use": "tie-order", "keys": unc(["past-volume"], "S96", "Not found for this tender; the lens alliance tender of 2020 and others put the larger past quantity first.")}
def ties_brand(note="No order was found; the larger reported quantity comes first."): return {"use": "tie-order", "keys": ass(["brand-volume"], note)}
def ties_assumed(): return {"use": "tie-order", "keys": ass(["past-volume"], "The larger past quantity comes first, as elsewhere.")}
def table(t, note, cap=None, cap_c=None, src="assumption"):
    return {"use": "place-table", "table": ass(t, note, src) if src == "assumption" else unc(t, src, note),
            "cap": cap_c or ass(cap or max(t.values()), "The last row of the table.")}
def r5(what="Not on record; the table of the national drug rounds 4 to 8 stands in."): return table(R5, what)
def shortlisted_win(note="Not a rule on record: the line is above every price, so that all who have a place win."):
    return {"yuan": ass(300000, note)}
def by_brand(note=NATION): return {"use": "by-brand", "areas": ass("national-31", note)}
def serial(area_note, pick_note="As in the national rounds; not seen for this tender."):
    return {"use": "serial-choice", "areas": ass("national-31", area_note), "first_pick": ass(1, pick_note)}
def share_by_winners(note): return {"use": "share-by-winners", "shares": {"ordinary": ass({1: 0.5, 2: 0.6, 3: 0.7, 4: 0.8}, note)}}
def by_winners(note): return {"use": "by-winners", "years": {"ordinary": ass({1: 1, 2: 1, 3: 2, 4: 3}, note)}}
def no_revival(note="No revival is on record, so that nobody is concerned."): return ass(0, note)

KEPT = {1: 1, 2: 0.9, 3: 0.85, 4: 0.8, 5: 0.75, 6: 0.7}
POOL = {1: 0, 2: 0, 3: 0.05, 4: 0.1, 5: 0.15, 6: 0.2}
def joint_volume(note):
    return {"use": "by-rank", "kept": ass(KEPT, note), "pool": ass(POOL, note), "loser_pool": ass(1, note),
            "revived_kept": no_revival(), "pool_to_first": ass(0, note)}
def joint_units(note):
    return {"use": "demand-units", "share": ass(0.85, note), "nationwide": ass(True, note), "least_firms": ass(7, note), "all_up_to": ass(0, note)}

def book(id, en, zh, kind, confidence, sen, szh, dates, varieties, clauses, tender_no=""):
    order = ["quality", "units", "links", "ceiling", "conversion", "ranking", "ties", "places", "price_test", "negotiation", "elimination", "revival", "volume", "supply", "term", "late_entry", "listing"]
    rank = {k: i for i, k in enumerate(order)}
    full = {"negotiation": OFF, "elimination": OFF, "revival": OFF, **clauses}
    keys = sorted((k for k in full if not k.startswith("#")), key=rank.__getitem__)
    ordered = {}
    for k in keys:
        if "#" + k in full: ordered["#" + k] = full["#" + k]
        ordered[k] = full[k]
    assert not [k for k in full if k.startswith("#") and k[1:] not in full], id
    node = {"id": id, "title": {"en": en, "zh": zh}, "kind": kind}
    if tender_no: node["tender_no"] = tender_no
    node |= {"confidence": confidence, "summary": {"en": sen, "zh": szh}, "dates": dates, "scope": {"varieties": varieties}, "sources": {}, "clauses": ordered}
    used = sorted(ids(node), key=lambda x: (not x.startswith("S"), int(x.lstrip("SCQ"))))
    node["sources"] = {k: SOURCES[k] for k in used}
    lines = ["# yaml-language-server: $schema=../schema/rulebook.schema.json"]
    out = emit(node)
    if not used: out = ["sources: {}" if l == "sources:" else l for l in out]
    # titles and addresses keep the quoting of the other books
    for i, l in enumerate(out):
        if l.strip().startswith("url: "): out[i] = l.replace("url: ", 'url: "', 1) + '"' if '"' not in l else l
    pathlib.Path("scenarios/rules", id + ".yaml").write_text("\n".join(lines + out) + "\n", encoding="utf-8")
YEAR = "Only the year is on record; its middle stands in."

book("insulin-2024", "Insulin renewal 2024", "胰岛素专项集采协议期满接续采购", "biologic", "partial",
 "The renewal of the insulin tender of 2021. A shortlisted product won within 1.3 times the group's lowest price, or at a class-B price that was printed beforehand. Printed class prices also decided how much of its reported volume a winner kept.",
 "2021年胰岛素集采协议期满后的接续。入围产品不高于组内最低价1.3倍，或不高于事先公布的B类价格，即可中选；公布的分类价格同时决定中选产品保留的报量比例。",
 {"bids": rec("2024-04-23", "S70"), "start": unc("2024-05-01", "S03", "The record gives only the month; the first day is ours.")},
 ass(6, "Six groups as in 2021; not said again for the renewal."),
 {"quality": {"use": "quality-gate", "accept": ass(FOUR, "Biologics have no consistency evaluation; a licensed product is entered as originator or reference.")},
  "links": OFF,
  "ceiling": ceiling(basis_c=rec("group-list", "S67", "Printed per group, generally 60 % of the ceiling of 2021.")),
  "conversion": {"use": "factors", "factors": rec({"1.5ml-450u": 1.3}, "S67", "The unit is the cartridge of 3 ml with 300 units; a vial of 10 ml with 400 units is priced like it and counts 1. In 2021 the factor was 1.4.")},
  "ties": ties_brand(),
  "places": {"use": "place-table", "table": ass({1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 6, 9: 7}, "The printed table was not read; this is the table of drug round 5 up to seven places."), "cap": rec(7, "S67")},
  "price_test": {"use": "any-of", "tests": {
     "multiple": {"times": rec(1.3, "S67"), "anchor": rec("lowest", "S67")},
     "enquiry": {"times": rec(1, "S67", "The class-B price printed for the group is entered as the enquiry price of the bid. Whether it also carries a bid without a place is not clear; read as no."), "needs_place": True}}},
  "revival": {"use": "revivals", "shortlisted": {
     "sole_multiple": unc(1.3, ["S67", "assumption"], "The level of price asked for was not found; with one direct winner the multiple of the price test is used."),
     "sole_base": ass("own-price", "Follows from the multiple above."),
     "chooses_regions": ass(False, "Areas are not chosen in this tender.")}},
  "#revival": "A bid that lost may come back by cutting to within a level of the earlier winning price [S67, S71]. The level was not found; the offer is the highest price of the direct winners.",
  "volume": {"use": "by-printed-class", "first": rec(1, ["S68", "S69"], "The cheapest of class A."), "a": rec(0.8, ["S68", "S69"]),
     "b": rec(0.55, "S68"), "c": rec(0.45, ["S68", "S71"], "Revived winners are put here as well. A product that changed class against 2021 had its base changed too; that is not modelled.")},
  "supply": by_brand(), "term": {"use": "fixed-end", "end": rec("2027-12-31", ["S123", "S67"])}}, "GY-YD2024-1")

book("stents-2022", "Coronary stents renewal 2022", "冠脉支架集采协议期满接续采购", "device", "partial",
 "The renewal of the stent tender of 2020 as a posted price: every product at or below 848 yuan, service fee included, wins. Cheaper products keep more volume, but the steps are not on record. Others may join later at the ceiling.",
 "2020年冠脉支架集采期满后的接续，实为公布价格：产品与伴随服务合计不高于848元即可中选。价格越低分量越多，但分档标准未见公开；未中选产品可在下一协议年度按最高限价加入。",
 {"bids": rec("2022-11-29", "S17")}, unc(1, "S16", "One ceiling is announced for all stents; read as one lot."),
 {"quality": device_quality(), "links": OFF,
  "ceiling": ceiling(basis_c=rec("published-list", "S16", "798 yuan for the stent and 50 for the service, 848 in all."), void=rec("void", "S17", "A bid at or below the ceiling wins, a higher one does not.")),
  "conversion": {"use": "composite"},
  "#conversion": "The stent and the separately quoted service are compared together [S16].",
  "ties": ties_brand(), "places": {"use": "unlimited"},
  "#places": "Every bid at or below the ceiling wins [S17].",
  "price_test": OFF,
  "volume": {"use": "by-ratio", "benchmark": rec("ceiling", ["S16", "S17"], "Volume is graded by price; that the grade looks at the price over the ceiling is the likeliest reading."),
     "steps": ass({0.8: 1, 0.9: 0.95, 1.0: 0.9}, "The steps were not found; these are ours. In later years a brand is to keep 90 % of its agreement [S16].")},
  "supply": by_brand(), "term": {"use": "fixed-years", "years": rec(3, "S16")},
  "late_entry": {"use": "at-ceiling", "from_year": rec(2, "S17", "From the next agreement year on.")}})

book("joints-2021", "Hip and knee joints 2021", "国家组织人工关节集中带量采购", "device", "assumed",
 "Joint systems with a separately quoted service fee. Firms that hospitals asked for most competed in unit A, the others in unit B, and hospitals kept less of a brand's volume the worse it ranked. How volumes were divided is on record; how many places there were, and a second way to win, are not.",
 "关节系统与伴随服务分别报价、合并比较。医疗机构需求量大的企业进入A单元，其余进入B单元；名次越靠后，保留的报量越少。分量规则有据可查，各单元中选名额及保底规则未见公开，本规则书为假定。",
 {"document": unc("2021-08-23", "S119", "The record names a copied page without saying which; this one is inferred."), "bids": unc("2021-09-14", "S78", "The record names a copied page without saying which; this one is inferred.")},
 unc(4, ["background", "S18"], "Three kinds of hips and the knee, from general knowledge; the renewal of 2024 has the same four."),
 {"quality": device_quality(),
  "units": {"use": "demand-units", "share": rec(0.85, "S76"), "nationwide": rec(True, "S76", "Supply of every prefecture. For two kinds of hips a highly cross-linked liner was asked for as well; that is not modelled."),
     "least_firms": rec(7, "S76"), "all_up_to": ass(0, "No such number is on record for this tender.")},
  "links": OFF, "ceiling": ceiling(), "conversion": {"use": "composite"},
  "#conversion": "The lot is a full set of main parts and a separately quoted service fee [S78].",
  "ties": ties_brand(),
  "places": table(JOINTS, "The number of valid firms decided, but the table was not found; one place fewer than firms, from three on, is ours."),
  "#price_test": "A second way to win existed; its terms were not found, and it is left out.",
  "price_test": OFF,
  "volume": {"use": "by-rank", "kept": rec(KEPT, "S12", "Of the hospital's need for that firm, by rank inside the unit. From rank two on kept and pooled shares add up to 90 %, the part of the need that was tendered."),
     "pool": rec(POOL, "S12"), "loser_pool": rec(1, "S12"), "revived_kept": no_revival(),
     "pool_to_first": rec(0, "S12", "The hospital gives its pool to winners that it chooses.")},
  "supply": by_brand(),
  "term": {"use": "fixed-years", "years": rec(2, "S119")}}, "GH-HD2021-1")

J24 = "Graded volume is on record [S19], the figures are not; those of 2021 stand in."
book("joints-2024", "Hip and knee joints renewal 2024", "人工关节集采协议期满接续采购", "device", "assumed",
 "The renewal of the joint tender of 2021, with published ceilings and graded volume. The ceilings and the term are on record; places and volume shares are not and are carried on from 2021, where the places are ours as well.",
 "2021年人工关节集采期满后的接续，公布最高限价并按名次分量。限价和周期有据可查；中选名额与分量比例未见公开，沿用2021年规则书（其名额亦为假定）。",
 {"bids": rec("2024-05-21", "S19")}, rec(4, "S18", "Three kinds of hips and the knee, with one ceiling each."),
 {"quality": device_quality(),
  "units": joint_units("Not on record for the renewal; carried on from 2021."),
  "links": OFF,
  "ceiling": ceiling(basis_c=rec("published-list", "S18", "8,506 (ceramic on ceramic), 8,480 (ceramic on polyethylene) and 8,306 yuan (metal on polyethylene) for hips, 6,877 for knees.")),
  "conversion": {"use": "composite"},
  "#conversion": "The system and the service fee together, as in 2021 (ours).",
  "ties": ties_brand(),
  "places": table(JOINTS, "Not on record; that of the book for 2021, which is ours."),
  "#price_test": "Poor performance in the first term counts against a firm [S19]; how is not on record, and it is left out.",
  "price_test": OFF,
  "volume": {"use": "by-rank", "kept": C(KEPT, ["S19", "assumption"], "assumed", J24), "pool": C(POOL, ["S19", "assumption"], "assumed", J24), "loser_pool": ass(1, "Carried on from 2021."),
     "revived_kept": no_revival(), "pool_to_first": ass(0, "Carried on from 2021.")},
  "supply": by_brand(), "term": {"use": "fixed-years", "years": rec(3, "S18")}})

SP = "The better the cut the more of the reported need [S80]; the figures were not found, and those of the joint tender of 2021 stand in. They too add up to 90 %."
book("spine-2022", "Spine implants 2022", "国家组织骨科脊柱类耗材集中带量采购", "device", "partial",
 "Spine implant systems. More places than for joints, and a guaranteed line: a bid at 40 % of the ceiling or less was sure to win, which invites bids exactly there. Places and volume shares by rank are not on record.",
 "骨科脊柱类耗材产品系统。名额多于人工关节，并设保底线：报价不高于最高有效申报价的40%即可中选，企业易集中报在该线。各单元名额和按名次的分量比例未见公开。",
 {"document": rec("2022-09-07", "S133"), "bids": rec("2022-09-27", "S82")},
 rec(14, "S133", "Fourteen system types are the lots; they were divided into 29 competitive units."),
 {"quality": device_quality(),
  "units": {"use": "demand-units", **{k: (v if k != "share" else unc(0.85, ["S133", "assumption"], "That there were 29 units for 14 types is recorded; the division itself is carried on from the joint tender of 2021.")) for k, v in joint_units("Carried on from the joint tender of 2021; not seen for spine.").items() if k != "use"}},
  "links": {"use": "merge", "scope": rec("firms under one controller, in a holding relation, or declaring through one firm", "S83", "Such firms must be declared; that they then count as one bidder is ours.")},
  "ceiling": ceiling(basis_c=rec("published-list", "S80", "The guaranteed line is a share of the ceiling; how the ceilings were set was not found.")),
  "conversion": OFF,
  "#conversion": "Bids are entered as prices of whole systems (ours).",
  "ties": ties_brand(),
  "places": table(SPINE, "More places than for joints is recorded, the numbers are not; these are ours.", src=["S80", "assumption"], cap_c=ass(15, "The last row of the table.")),
  "price_test": {"use": "any-of", "tests": {
     "cut": {"at_least": rec(0.6, "S80", "A guaranteed line: a bid at 40 % of the ceiling or less wins without a place."), "needs_place": False},
     "line": shortlisted_win()}},
  "volume": {"use": "by-rank", "kept": C(KEPT, ["S80", "S82", "assumption"], "assumed", SP), "pool": C(POOL, ["S80", "S82", "assumption"], "assumed", SP),
     "loser_pool": ass(1, "Carried on from the joint tender of 2021."), "revived_kept": no_revival(), "pool_to_first": ass(0, "Carried on from the joint tender of 2021.")},
  "supply": by_brand(), "term": {"use": "fixed-years", "years": rec(3, "S80")}})

IOL = "Not on record; the joint tender of 2021 stands in."
book("iol-sports-2023", "Lenses and sports medicine 2023", "国家组织人工晶体类及运动医学类耗材集中带量采购", "device", "assumed",
 "Intraocular lenses and sports-medicine implants. With up to twenty firms all competed in one unit; with more, the firms of the first 85 % of demand that supply the whole country made up unit A. Grouping and term are on record; places, any guaranteed line and volume shares are not.",
 "人工晶体和运动医学类耗材。企业不超过二十家时同在一个单元；超过时，累计需求量前85%且承诺全国供应的企业进入A单元。分组和周期有据可查；中选名额、保底线和分量比例未见公开，为假定。",
 {"bids": rec("2023-11-30", "S84")}, unc(30, "background", "Eleven kinds of lenses and nineteen of sports medicine, from general knowledge; no page was found."),
 {"quality": device_quality(),
  "units": {"use": "demand-units", "share": rec(0.85, "S84"), "nationwide": rec(True, "S84"), "least_firms": ass(7, "Not on record; as for joints in 2021."), "all_up_to": rec(20, "S84")},
  "links": OFF, "ceiling": ceiling(), "conversion": OFF, "ties": ties_brand(),
  "places": table(JOINTS, "Not on record; that of the book for joints of 2021, which is ours."),
  "#price_test": "Whether there was a guaranteed line, as for spine, is not on record; none is assumed.",
  "price_test": OFF, "volume": joint_volume(IOL), "supply": by_brand(), "term": {"use": "fixed-years", "years": rec(2, "S122")}})

D6 = "Several revivals are recorded without terms; read as in drug round 11."
book("devices-6-2026", "Sixth device round 2026", "第六批国家组织高值医用耗材集中带量采购", "device", "partial",
 "Drug-coated balloons and urology devices. As in drug round 11, the price test starts from an anchor, here the higher of 65 % of the mean shortlisted price and the lowest price, and several revivals readmit firms. The multiple, the places and the terms of the revivals are not on record.",
 "药物涂层球囊类和泌尿介入类耗材。与第十一批药品相似，以锚点价为基准，锚点价取入围均价的65%与最低价中较高者，并设多种复活。倍数、名额和复活条件未见公开。",
 {"bids": rec("2026-01-13", "S85")}, unc(12, "background", "Twelve kinds, from weak general knowledge; no page was found."),
 {"quality": device_quality(),
  "units": joint_units("Not on record for this round; carried on from the joint tender of 2021."),
  "links": OFF,
  "ceiling": ceiling(basis_c=dr("published-list", ["S86"], "The highest provincial winning price where the product was tendered before, else half of the mean listing price. A digest of the rules [S87] lets functional features raise it by a factor; enter the raised ceiling.")),
  "conversion": OFF, "ties": ties_brand(), "places": r5(),
  "price_test": {"use": "any-of", "tests": {"multiple": {"times": ass(1.8, "The multiple is not on record; that of drug round 11 stands in."), "anchor": rec("mean-or-lowest", "S85"), "share": rec(0.65, "S85")}}},
  "revival": {"use": "revivals",
     "shortlisted": {"sole_multiple": unc(1.8, ["S85", "assumption"], D6), "sole_base": unc("anchor", ["S85", "assumption"], D6), "chooses_regions": ass(False, "Areas are not chosen in this tender.")},
     "not_shortlisted": {"chooses_regions": ass(False, "Areas are not chosen in this tender."), "keeps_brand_volume": unc(True, ["S85", "assumption"], D6)}},
  "#volume": "Shares by rank, as for joints, are not on record for this round; one share for every winner is.",
  "volume": {"use": "brand-share", "share": dr(0.8, "S86", "Of what was reported; from the draft. Volume reported for losers is not assigned here.")},
  "supply": by_brand(), "term": {"use": "fixed-years", "years": dr(3, "S86", "From the draft.")}})

book("renewal-rounds-1-8-2026", "National renewal of rounds 1 to 8", "第一至八批国家组织集采药品协议期满接续采购", "drug", "partial",
 "One price enquiry for what rounds 1 to 8 had bought. Hardly anybody is eliminated; the price over a published benchmark decides how much of its brand's volume a product keeps, and an incumbent that raises its old price loses more. The steps of the schedule are not on record.",
 "对第一至八批到期品种统一询价接续。少有淘汰，报价与公布的询价基准之比决定产品保留的报量，原中选企业涨价则进一步减量。分档标准未见公开。",
 {"bids": rec("2026-02-09", "S90")}, rec(316, "S90"),
 {"quality": {"use": "quality-gate", "accept": unc(FOUR, ["S90", "S25"], "As in round 11, says a copied page that the record does not name (S90 is inferred); bids without the experience or the clean line asked for there carry a status of their own.")},
  "links": merge(),
  "ceiling": ceiling(basis_c=unc("published-list", "S89", "A ceiling and an enquiry benchmark per specification; the record names a copied page without saying which, and this one is inferred.")),
  "conversion": ratio(), "ties": ties_drug(), "places": {"use": "unlimited"},
  "#places": "A price enquiry with little elimination [S90, S91]; no number of places is on record.",
  "price_test": {"use": "any-of", "tests": {"enquiry": {"times": unc(1, ["S90", "S91"], "Little elimination is recorded, the line is not; read as at or below the enquiry benchmark.")}}},
  "volume": {"use": "by-ratio", "benchmark": rec("enquiry", "S89"),
     "steps": ass({0.7: 0.8, 0.85: 0.7, 1.0: 0.6}, "The steps are shown only as a picture and were not read; these are ours."),
     "raised": rec(0.9, "S89", "The share of the step times 0.9 less the rise over the own old price, rounded up; that it is rounded to whole points is ours."),
     "others_line": rec(0.7, "S89", "Other firms lose in the same way above 0.7 of the benchmark.")},
  "supply": by_brand(), "term": {"use": "fixed-end", "end": rec("2028-12-31", "S134", "Printed as the end of 2028.")}})

book("renewal-jiangsu-2022", "Jiangsu renewal of rounds 2 and 4", "江苏省第二、四批国家集采药品接续采购", "drug", "partial",
 "A provincial renewal in two steps. Bids at or below an enquiry price win at once; the others bid against each other and the cheaper half of them wins.",
 "省级接续，分两步：报价不高于询价价格的直接中选；其余企业竞价，价格较低的一半（四舍五入）中选。",
 {"document": rec("2022-06-17", "S88"), "bids": unc("2022-06-17", "S88", "The date of the document; that of the bids was not found.")},
 ass(78, "The varieties put up in rounds 2 and 4 together; how many were renewed was not found."),
 {"quality": drug_quality(), "links": merge(),
  "ceiling": ceiling(basis_note="No ceiling is on record beside the enquiry price; a published list is usual."),
  "conversion": ratio(), "ties": ties_drug(),
  "places": {"use": "share-of-bidders", "share": rec(0.5, "S88", "The cheaper half, rounded."), "beyond_line": rec(True, "S88", "Only bids above the enquiry price are counted and compete.")},
  "price_test": {"use": "any-of", "tests": {
     "enquiry": {"times": rec(1, "S88", "The enquiry price is the lower of the mean national and the last provincial winning price, and at most 1.5 times the lowest national price; it is entered with the bid."), "needs_place": False},
     "line": shortlisted_win("The line is above every price, so that the cheaper half of the others wins.")}},
  "volume": {"use": "brand-share", "share": ass(0.8, "Not on record; the share of the national rounds for four or more winners.")},
  "supply": by_brand("Jiangsu alone took part; no table of its prefectures is shipped, and areas matter only for counting."),
  "#term": "It may be extended by a year [S88].",
  "term": {"use": "fixed-years", "years": rec(2, "S88")}})

book("renewal-yangtze-2022", "Yangtze Delta renewal 2022", "长三角（沪浙皖）联盟集采药品接续采购", "drug", "assumed",
 "Shanghai, Zhejiang and Anhui renewed varieties of lapsed national contracts by a score in which a printed price level counts. Volume shares and terms are on record: an incumbent gets a larger share. The scoring sheet and the number of winners are not, and are assumed.",
 "上海、浙江、安徽对协议期满的国家集采品种综合评分接续，价格水平计入得分。带量比例和周期有据可查：原中选企业比例较高。评分表和中选家数未见公开，为假定。",
 {"bids": ass("2022-07-01", "Only the year is on record, in the tender number; its middle stands in.")}, ass(30, "The number was not found; a guess."),
 {"quality": drug_quality(), "links": merge(),
  "ceiling": ceiling(basis_c=rec("published-list", "S01", "A ceiling per variety is printed.")),
  "conversion": ratio(),
  "ranking": {"use": "score", "price_weight": ass(0.6, "A price-level score is recorded [S01], its weight is not; that of the TCM tenders stands in."),
     "technical_weight": ass(0.4, "Not on record; the rest."), "price_points": ass("lowest-over-price", "The printed price levels were not found."), "least_bidders": ass(1, "No exception is on record.")},
  "ties": ties_drug(),
  "places": table({1: 1}, "The number of winners was not found; one winner is ours."),
  "price_test": OFF,
  "volume": {"use": "by-incumbency", "incumbent": rec(0.6, "S01", "In later years not below the year before; that is not modelled."), "other": rec(0.5, "S01", "A newcomer, or an antibacterial.")},
  "supply": {"use": "whole-area", "areas": ass("national-31", "Three provinces took part; no table of them alone is shipped, so that volumes are spread over the country.")},
  "term": {"use": "by-bidders", "years": rec({1: 2, 6: 3}, "S01", "Three years with more than five bidders also ask for long-term use; that condition is not modelled.")}}, "CSJ-YD2022-1")

book("alliance-allocation-2022", "Alliance allocation by own demand 2022", "省际联盟药品集采（按自报量分配，2022年）", "drug", "assumed",
 "A provincial alliance that the source does not name. The cheapest winner keeps all that hospitals reported for it, the others less, and the rest forms a pool, half of which goes to the cheapest. Allocation and terms are on record; the bid rule is not and is borrowed from the national rounds.",
 "来源未点名的省际联盟。最低价中选企业保留医疗机构对其全部报量，其余企业依次减少，剩余量进入调剂池，其中一半归最低价企业。分配和周期规则有据可查；竞价规则未见公开，借用国家集采规则。",
 {"document": unc("2022-05-01", "S92", "The record gives only the month; the first day is ours."), "bids": unc("2022-05-01", "S92", "The month of the source; the date of the bids was not found.")},
 ass(50, "The number was not found; a guess."),
 {"quality": drug_quality(), "links": merge(), "ceiling": ceiling(), "conversion": ratio(), "ties": ties_drug(),
  "places": r5(),
  "price_test": {"use": "any-of", "tests": {"multiple": {"times": ass(1.8, "Not on record; that of the national rounds."), "anchor": ass("lowest", "Not on record; that of the national rounds.")}}},
  "revival": {"use": "revivals", "shortlisted": {"sole_multiple": unc(1.8, ["S92", "assumption"], "That firms are revived is recorded, the price is not; as in round 10."), "sole_base": ass("own-price", "As in round 10."), "chooses_regions": ass(False, "Areas are not chosen in this tender.")}},
  "volume": {"use": "by-rank", "kept": rec({1: 1, 2: 0.9, 3: 0.8}, "S92"), "pool": rec({1: 0, 2: 0.1, 3: 0.2}, "S92", "The rest of the reported need."),
     "reduced_kept": rec({1: 0.7, 2: 0.6, 3: 0.5}, "S92", "Antibacterials. With the pooled shares above, 70 % is committed, as the source asks."),
     "loser_pool": rec(1, "S92", "The rest of the reported need goes to the pool."), "revived_kept": rec(0, "S92", "A revived firm may take from the pool."),
     "pool_to_first": rec(0.5, "S92", "To the cheapest winner that the hospital had reported; here to the cheapest winner. Rationing when need exceeds the promised supply is not modelled.")},
  "supply": by_brand(),
  "term": {"use": "by-bidders", "years": rec({1: 1, 4: 2}, "S92"), "extension_years": rec(1, "S92")}})

SX = "Not on record; as in the national rounds."
book("alliance-shaanxi-2020", "Shaanxi-led alliance 2020", "陕西等十一省（区、兵团）药品联盟采购", "drug", "partial",
 "Eleven provincial-level areas led by Shaanxi. With three or more bidders a score of price (80 %) and technical points (20 %) ranked the bids, prices above 1.8 times the lowest were cut off, and winners chose areas in turn. Places and volumes are not on record.",
 "陕西牵头十一个省级地区的药品联盟采购。三家及以上企业时按价格80%、技术20%综合评分排序，高于最低价1.8倍者淘汰，中选企业依次选择供应地区。名额和带量比例未见公开。",
 {"bids": ass("2020-07-01", YEAR)}, ass(15, "The number was not found; a guess."),
 {"quality": wide_quality("Not on record; with technical points in the score, products that have not passed are taken to be let in."), "links": merge(), "ceiling": ceiling(), "conversion": ratio(),
  "ranking": {"use": "score", "price_weight": rec(0.8, "S93"), "technical_weight": rec(0.2, "S93"), "price_points": ass("lowest-over-price", "The formula was not found."),
     "least_bidders": rec(3, "S93", "With three or more bidders the technical ranking comes first in the source; read as one score.")},
  "ties": ties_drug(),
  "places": table({1: 1, 2: 2, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 5, 9: 6}, "Not on record; the table of national round 2 of the same year stands in."),
  "price_test": {"use": "any-of", "tests": {"multiple": {"times": rec(1.8, "S93"), "anchor": unc("lowest", "S93", "A cut-off at 1.8 times; that it starts from the lowest price is the likeliest reading.")}}},
  "volume": share_by_winners(SX),
  "supply": {"use": "serial-choice", "areas": unc("national-31", ["S93", "assumption"], "Winners choose areas in turn; eleven areas took part, and no table of them alone is shipped."), "first_pick": unc(1, "S93", "As in the national rounds, says the source; that includes one first pick.")},
  "term": by_winners(SX)})

book("alliance-shandong-shanxi-2021", "Shandong-Shanxi alliance 2021", "鲁晋联盟药品集中带量采购", "drug", "partial",
 "Two provinces with quality groups of their own and a score of market share and price, with up to four winners. Varieties with fewer than three bidders compete across the tender: the 40 % with the largest cuts win. The weights of the score are not on record.",
 "山东、山西两省联盟，按质量分组，以市场占有率和价格综合评分，每组最多四家中选。不足三家竞争的品种跨品种比较降幅，前40%中选。评分权重未见公开。",
 {"bids": ass("2021-07-01", YEAR)}, ass(30, "The number was not found; a guess. On a shorter list the comparison across varieties is switched off."),
 {"quality": wide_quality("Products of every quality group take part; a status from a breach does not."),
  "units": {"use": "quality-tiers", "tiers": rec([FOUR, ["not-passed"]], "S94", "Originators, reference and passed products are the first group; one group for all others is ours.")},
  "links": merge(), "ceiling": ceiling(basis_note="No basis is on record; the comparison of cuts asks for a ceiling."), "conversion": ratio(),
  "ranking": {"use": "score", "price_weight": unc(0.5, ["S94", "assumption"], "The score of market share and price is recorded; the weights were not found, and halves are ours."),
     "technical_weight": unc(0.5, ["S94", "assumption"], "Points for market share are entered as technical points."), "price_points": ass("lowest-over-price", "The formula was not found."),
     "least_bidders": rec(3, "S94", "Fewer bidders are compared by their cuts.")},
  "ties": ties_drug(),
  "places": {"use": "place-table", "table": ass({1: 1, 2: 1, 3: 2, 5: 3, 7: 4}, "The table was not found; the steps up to four are ours."), "cap": rec(4, "S94", "Six for shortage drugs; that exception is not modelled.")},
  "price_test": OFF,
  "negotiation": {"use": "across-varieties", "competitive_from": rec(3, "S94"), "share": rec(0.4, "S94")},
  "volume": {"use": "brand-share", "share": ass(0.7, "Not on record; a usual share. Volume reported for losers is not assigned.")},
  "supply": by_brand("Two provinces took part; no table of them alone is shipped, and areas matter only for counting."),
  "term": {"use": "fixed-years", "years": ass(1, "Not on record.")}})

HN = "From a notice of 2026, carried back to this tender of the same province."
book("province-henan-2020", "Henan 2020", "河南省药品集中带量采购（2020年）", "drug", "partial",
 "A provincial tender in two quality tiers with one winner for up to nine bidders, and a composite review from three bidders on. The price lines of the province's later notice on red and yellow labels are included. The weights of the review are not on record.",
 "省级带量采购，分A、B两个质量层次；九家及以下一家中选，三家及以上综合评审。并纳入该省其后红黄标通知的价格线。评审权重未见公开。",
 {"bids": ass("2020-07-01", YEAR)}, ass(10, "The number was not found; a guess."),
 {"quality": wide_quality("Both tiers take part; a status from a breach does not."),
  "units": {"use": "quality-tiers", "tiers": rec([FOUR, ["not-passed"]], "S95", "Tier A holds originators, reference and passed products, tier B the others.")},
  "links": merge(), "ceiling": ceiling(), "conversion": ratio(),
  "ranking": {"use": "score", "price_weight": unc(0.6, ["S95", "assumption"], "A composite review is recorded, its weights are not; those of the TCM tenders stand in."), "technical_weight": unc(0.4, ["S95", "assumption"], "The rest."),
     "price_points": ass("lowest-over-price", "The formula was not found."), "least_bidders": rec(3, "S95")},
  "ties": ties_drug(),
  "places": {"use": "place-table", "table": unc({1: 1, 10: 2}, "S95", "One winner for one to nine bidders is recorded; two from ten bidders on is ours."), "cap": ass(2, "The last row of the table.")},
  "price_test": OFF,
  "#volume": "The winner gets 70 % of the need of its tier: its own and that of the losers, which goes to the first rank.",
  "volume": {"use": "by-rank", "kept": rec({1: 0.7}, "S95"), "pool": ass({1: 0}, "Winners keep their share; only the losers' volume moves."),
     "loser_pool": rec(0.7, "S95", "That the share is taken of the whole reported need of the tier is ours."), "revived_kept": no_revival(), "pool_to_first": ass(1, "With one winner all goes to it.")},
  "supply": by_brand("Henan alone took part; no table of its prefectures is shipped, and areas matter only for counting."),
  "term": {"use": "fixed-years", "years": rec(1, "S95", "Twelve months.")},
  "#listing": "A reference product without an award is measured against the highest listed price in the notice, and has no red line; it is treated here as a passed product.",
  "listing": {"use": "limits", "outside_area": unc(1.5, "S10", HN + " The wording on red labels is not clear."), "yellow": unc(1.8, "S10", HN), "red": unc(3, "S10", HN),
     "not_passed_red": unc(1.666667, "S10", HN + " The yellow line divided by 1.8, times 3.")}})

HB = "Weakly remembered; no page gives it."
book("tcm-hubei-2021", "Hubei-led TCM alliance 2021", "湖北牵头中成药省际联盟集中带量采购", "tcm", "assumed",
 "The first large tender for Chinese patent medicines: products of related names compete in groups by a score of price and technical points. The weights are remembered only weakly, and the number of winners is not on record.",
 "首个大规模中成药省际联盟集采：功效相近的产品分组竞争，按价格和技术综合评分。权重仅凭模糊记忆，中选名额未见公开，为假定。",
 {"bids": unc("2021-12-21", ["S100", "background"], "The day before the date in the address of the page, from general knowledge.")}, unc(17, "background", "Product groups, from general knowledge; no page was found."),
 {"quality": wide_quality("Chinese patent medicines have no consistency evaluation; enter products as passed or not-passed."), "links": merge(), "ceiling": ceiling(), "conversion": OFF,
  "#conversion": "Products of a group differ; enter prices as comparable daily costs (ours).",
  "ranking": {"use": "score", "price_weight": unc(0.6, "uncertain", HB), "technical_weight": unc(0.4, "uncertain", HB), "price_points": ass("cut", "Products of different names are compared by their cuts, as in the national tender of 2023."), "least_bidders": ass(1, "No exception is on record.")},
  "ties": ties_assumed(),
  "places": {"use": "share-of-bidders", "share": ass(0.7, "Not on record; as remembered for the national tender of 2023."), "beyond_line": ass(False, "There is no guaranteed line.")},
  "price_test": OFF,
  "volume": {"use": "brand-share", "share": ass(0.8, "Not on record; a usual share.")},
  "supply": by_brand("The areas of the alliance are not shipped as a table; they matter only for counting."),
  "term": {"use": "fixed-years", "years": ass(2, "Not on record; a usual term of alliances.")}})

W = {"recognition": 0.142858, "firm-rank": 0.142857, "innovation": 0.142857, "raw-material": 0.142857, "supply": 0.142857, "credit": 0.142857, "quality": 0.142857}
book("tcm-national-2023", "National TCM alliance 2023", "全国中成药采购联盟集中带量采购", "tcm", "partial",
 "Chinese patent medicines in groups with units A and B. Bids are ranked by a score of 60 % price and 40 % technical points from seven items; a daily cost above 1.8 times the group's mean is out. That the first 70 % win, or a cut above 40 %, is only weakly on record.",
 "中成药按组分A、B竞争单元，综合评分中价格占60%、技术占40%（七项指标）；日均费用高于组内均值1.8倍者淘汰。前70%或降幅超过40%即中选的说法依据较弱。",
 {"bids": rec("2023-06-21", "S135")}, dr(16, "S98", "Groups, as in the draft rules."),
 {"quality": wide_quality("Chinese patent medicines have no consistency evaluation; enter products as passed or not-passed."),
  "units": {"use": "demand-units", "share": C(0.85, ["S98", "assumption"], "assumed", "Units A and B are recorded in the draft, the division is not; the share of the joint tender of 2021 stands in."),
     "nationwide": ass(False, "No such condition is on record."), "least_firms": ass(0, "No such number is on record."), "all_up_to": ass(0, "No such number is on record.")},
  "links": merge(),
  "ceiling": ceiling(basis_c=rec("published-list", ["S97", "S98"], "Not above the base price, nor above the provincial or alliance winning price.")),
  "conversion": OFF,
  "#conversion": "Prices are entered as the daily cost of the representative product.",
  "ranking": {"use": "score", "price_weight": rec(0.6, "S97"), "technical_weight": rec(0.4, "S97"), "price_points": dr("cut", ["S98"], "The cut of the representative product."),
     "least_bidders": ass(1, "No exception is on record."),
     "criteria": C(W, ["S98", "assumption"], "assumed", "The seven items are in the draft rules, their weights are not; equal weights are ours, and the first takes the remainder of the rounding.")},
  "ties": ties_assumed(),
  "places": {"use": "share-of-bidders", "share": unc(0.7, "uncertain", "An aggregator's text without an address: the first 70 % of a group by cut win directly."), "beyond_line": ass(False, "All bidders of the group are taken to be counted.")},
  "price_test": {"use": "any-of", "tests": {
     "multiple": {"times": rec(1.8, "S97"), "anchor": unc("mean-or-lowest", "S97", "Against the group mean, says an aggregator; here the mean of the shortlisted prices."), "share": unc(1, "uncertain", "The whole mean, as an aggregator says.")},
     "cut": {"at_least": unc(0.4, "uncertain", "An aggregator's text without an address, which says above 40 %; read as at least."), "needs_place": False}}},
  "volume": {"use": "brand-share", "share": ass(0.8, "Not on record; a usual share.")},
  "supply": by_brand(), "term": {"use": "fixed-years", "years": ass(2, "Not on record; a usual term of alliances.")}})

SH = "The bid rule is not on record; ours, for a tender that wants stable supply at a stable price."
book("shortage-chongqing-2021", "Chongqing-led shortage-drug alliance 2021", "重庆牵头短缺药品联盟保供稳价采购", "drug", "assumed",
 "An alliance for drugs in short supply, whose stated aims are supply, clinical need and a brake on fast price rises. The bid rule is not on record: this book is assumed throughout, with up to two winners by lowest price and the past price as the ceiling.",
 "短缺药品联盟采购，目标为保障供应、满足临床需求、抑制价格过快上涨。竞价规则未见公开，本规则书均为假定：以历史价格为上限，最低价最多两家中选。",
 {"document": dr("2021-05-18", "S02", "The consultation draft."), "bids": unc("2021-05-18", "S02", "The date of the draft; that of the bids was not found.")},
 rec(15, "CQ2022"),
 {"quality": wide_quality("Not on record; drugs in short supply have often not been evaluated."), "links": merge(),
  "ceiling": ceiling(basis_c=C("previous-winning-price", ["S02", "assumption"], "assumed", "The draft wants fast price rises restrained; that no bid may exceed the past price is ours.")),
  "conversion": ratio(), "ties": ties_drug(),
  "places": table({1: 1, 2: 2}, SH), "price_test": OFF,
  "volume": {"use": "share-by-winners", "shares": {"ordinary": ass({1: 0.7, 2: 0.8}, SH)}},
  "supply": serial("No table of the alliance's areas alone is shipped."),
  "term": {"use": "fixed-years", "years": ass(1, SH)}}, "CHHGHYQNXX-DQYPDL-2021-1")

book("iol-36-2020", "Lens alliance '3+6' 2020", "京津冀“3+6”人工晶体联合带量采购", "device", "assumed",
 "Nine provinces around Beijing, Tianjin and Hebei bought lenses. The committed 60 % of need is divided from the cheapest on: each takes a part of what is left. A single bidder must still cut its price. How many could win is not on record.",
 "京津冀等“3+6”省份联合采购人工晶体。需求量的60%由最低价起依次分配，每家取剩余量的一定比例；独家企业也须降价。中选名额未见公开，为假定。",
 {"bids": ass("2020-07-01", YEAR)}, ass(1, "The groups of lenses were not found; they are entered as one lot."),
 {"quality": device_quality(), "links": OFF,
  "ceiling": ceiling(basis_note="No basis is on record; the cut asked of a single bidder needs a ceiling."), "conversion": OFF,
  "ties": {"use": "tie-order", "keys": rec(["past-volume"], "S96")},
  "places": table({1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 4}, "Up to four and more winners are spoken of; how many places there were is ours."),
  "price_test": {"use": "any-of", "tests": {"line": shortlisted_win()}, "sole_bidder_cut": rec(0.0001, "S96", "A single bidder must cut; the size is not stated, and the smallest cut that counts is ours.")},
  "volume": {"use": "nested", "share": rec(0.6, "S96"), "part": rec({1: 1, 2: 0.6, 3: 0.6, 4: 0.5}, "S96", "At least that part of what is left; the last takes the rest.")},
  "supply": by_brand("The nine provinces are not shipped as a table; areas matter only for counting."),
  "term": {"use": "fixed-years", "years": ass(2, "Not on record; as for stents of the same year.")}}, "LH-HD2020-1")

book("device-linear-fujian", "Vascular clips, Fujian-led", "福建牵头血管夹联盟带量采购（线性量价挂钩）", "device", "assumed",
 "A straight line from price to volume: a product cut by 65 % keeps half of its reported volume and passes on 30 %, and each further point of cut keeps three points more. Only this schedule is on record; the bid rule is not.",
 "量价线性挂钩：降幅65%的产品保留一半报量、让出30%，降幅每增加1个百分点多保留3个百分点。只有分量规则有据可查，竞价规则未见公开，为假定。",
 {"bids": ass("2023-07-01", "Not even the year is on record; a guess.")}, ass(1, "The lots were not found; clips are entered as one.") ,
 {"quality": device_quality(), "links": OFF, "ceiling": ceiling(basis_note="The schedule counts cuts from a ceiling; how it was set was not found."), "conversion": OFF, "ties": ties_brand(),
  "places": {"use": "unlimited"},
  "#places": "No number of places is on record; the price alone decides here (ours).",
  "price_test": {"use": "any-of", "tests": {"cut": {"at_least": ass(0.65, "Not on record; the schedule starts at this cut, so that a smaller one is taken to lose.")}}},
  "volume": {"use": "by-cut", "from_cut": rec(0.65, "S13"), "to_cut": rec(0.75, "S13"), "kept": rec(0.5, "S13"), "passed_on": rec(0.3, "S13"),
     "per_point": rec(0.03, "S13", "At a cut of 75 % a product keeps 80 % and passes on nothing.")},
  "supply": by_brand("The areas of the alliance are not shipped as a table; they matter only for counting."),
  "term": {"use": "fixed-years", "years": ass(2, "Not on record; a usual term of alliances.")}})

book("reagent-jiangxi-2024", "Biochemistry reagents, Jiangxi-led 2024", "江西牵头生化试剂联盟带量采购", "reagent", "partial",
 "Reagents with ranked winners, who keep less of their volume the worse they rank, and top-up winners: a bid without a place at 60 % of the ceiling or less wins as well, but keeps little. The number of places is not on record.",
 "生化试剂集采：按名次中选的企业，名次越靠后保留报量越少；未入围但报价不高于最高有效申报价60%的企业可增补中选，但保留量较少。中选名额未见公开。",
 {"bids": ass("2024-07-01", "The tender number names 2023 and the notice is of 2024; the middle of that year stands in.")}, ass(10, "The number was not found; a guess."),
 {"quality": device_quality(), "links": OFF, "ceiling": ceiling(basis_c=rec("published-list", "S14", "The lines for top-up winners are shares of the ceiling; how it was set was not found.")), "conversion": OFF, "ties": ties_brand(),
  "places": r5(),
  "price_test": {"use": "any-of", "tests": {
     "cut": {"at_least": rec(0.4, "S14", "A guaranteed line: a bid at 60 % of the ceiling or less wins without a place, as a top-up winner."), "needs_place": False},
     "line": shortlisted_win()}},
  "volume": {"use": "by-rank", "kept": rec({1: 1, 2: 0.95, 3: 0.95, 4: 0.8, 5: 0.75, 6: 0.7}, "S14"), "pool": rec({1: 0, 2: 0, 3: 0, 4: 0.1, 5: 0.15, 6: 0.2}, "S14"),
     "loser_pool": ass(1, "Not on record; as for joints in 2021."), "revived_kept": no_revival(), "pool_to_first": ass(0, "Not on record; hospitals are taken to choose."),
     "top_up": [{"at_most": rec(0.5, "S14"), "kept": rec(0.6, "S14"), "pool": rec(0.3, "S14")}, {"at_most": rec(0.6, "S14"), "kept": rec(0.4, "S14"), "pool": rec(0.5, "S14")}]},
  "supply": by_brand("The areas of the alliance are not shipped as a table; they matter only for counting."),
  "term": {"use": "fixed-years", "years": ass(2, "Not on record; a usual term of alliances.")}}, "JX-HC2023-01")

MU = "Made up; this book is no tender on record."
book("tender-without-volume", "Tender without volume (for comparison)", "只招不采（对照）", "drug", "assumed",
 "No tender on record, but the practice before volume-based procurement, for comparison: prices are tendered, everybody at or below the ceiling wins, and no volume is promised.",
 "并非真实的某次采购，而是带量采购之前做法的对照：只招标定价，报价不高于上限者均中选，不承诺采购量。",
 {"bids": ass("2018-07-01", MU)}, ass(1, MU),
 {"quality": {"use": "quality-gate", "accept": ass(FOUR, "As in the national rounds, so that the same firms are compared.")}, "links": OFF,
  "ceiling": {"use": "ceiling", "basis": ass("published-list", MU), "above": ass("void", MU)},
  "conversion": {"use": "ratio", "strength_base": ass(1.7, "As in the national rounds."), "pack_base": ass(1.95, "As in the national rounds.")},
  "ties": ties_assumed(), "places": {"use": "unlimited"}, "price_test": OFF, "volume": {"use": "no-volume"},
  "supply": by_brand("No areas are chosen; the whole country, for counting."),
  "term": {"use": "fixed-years", "years": ass(1, MU)}})

CC = "The bid rule is not on record; that of the national rounds of the time stands in."
book("chongqing-common-2021", "Chongqing-led common drugs 2021", "重庆牵头常用药品联合带量采购", "drug", "assumed",
 "Chongqing led two alliance tenders for common drugs; that is all that is on record. The bid rule is not: this book, for studies, borrows the national rules of the time throughout.",
 "重庆牵头开展了两批次常用药品联合带量采购，记录仅此而已。竞价规则未见公开，本规则书全部借用同期国家集采规则，仅供研究。",
 {"bids": C("2021-07-01", ["CQ2022", "assumption"], "assumed", "Two tenders had been held by June 2022; the middle of 2021 is ours.")}, ass(20, "The number was not found; a guess."),
 {"quality": {"use": "quality-gate", "accept": ass([*FOUR, "not-passed"], "Not on record; common drugs have often not been evaluated.")}, "links": merge(), "ceiling": ceiling(),
  "conversion": ratio(), "ties": ties_drug(), "places": r5(),
  "price_test": {"use": "any-of", "tests": {"multiple": {"times": ass(1.8, CC), "anchor": ass("lowest", CC)}}},
  "volume": share_by_winners(CC), "supply": serial("No table of the alliance's areas alone is shipped."), "term": by_winners(CC)})

CD = "The bid rule is not on record; ours."
book("chongqing-consumables-2021", "Chongqing-led staplers, meshes, films and needles 2021", "重庆牵头吻合器、补片、胶片、留置针等耗材联盟带量采购", "device", "assumed",
 "Chongqing led alliance tenders for staplers, meshes, films and indwelling needles; that is all that is on record. The bid rule is not: this book, for studies, is assumed throughout.",
 "重庆牵头开展吻合器、补片、胶片和静脉留置针联合带量采购，记录仅此而已。竞价规则未见公开，本规则书均为假定，仅供研究。",
 {"bids": C("2021-07-01", ["CQ2022", "assumption"], "assumed", "The tenders had been held by June 2022; the middle of 2021 is ours.")}, unc(5, "CQ2022", "Five classes are named, three of them in one tender; how each was divided into lots was not found."),
 {"quality": device_quality(), "links": OFF, "ceiling": ceiling(), "conversion": OFF, "ties": ties_brand(), "places": r5(), "price_test": OFF,
  "volume": {"use": "brand-share", "share": ass(0.8, CD)}, "supply": by_brand("The areas of the alliance are not shipped as a table; they matter only for counting."), "term": {"use": "fixed-years", "years": ass(2, CD)}})
