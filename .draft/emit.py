import textwrap, re
class C:
    def __init__(s, v, src, conf, note=""): s.v, s.src, s.conf, s.note = v, src, conf, note
def rec(v, src, note=""): return C(v, src, "recorded", note)
def unc(v, src, note): return C(v, src, "uncertain", note)
def dr(v, src, note): return C(v, src, "draft", note)
def ass(v, note, src="assumption"): return C(v, src, "assumed", note)
def key(k): return f'"{k}"' if isinstance(k, float) or (isinstance(k, str) and k[0].isdigit()) else str(k)
def flow(v):
    if v is True: return "true"
    if v is False: return "false"
    if isinstance(v, dict): return "{" + ", ".join(f"{key(k)}: {flow(x)}" for k, x in v.items()) + "}"
    if isinstance(v, (list, tuple)): return "[" + ", ".join(flow(x) for x in v) + "]"
    s = str(v)
    return f'"{s}"' if re.fullmatch(r"\d{4}-\d\d-\d\d", s) else s
def text(key, s, ind):
    pad = " " * ind
    plain = re.match(r"[A-Za-z0-9\u4e00-\u9fff]", s) and ": " not in s and " #" not in s
    one = f'{pad}{key}: {s}' if plain else f'{pad}{key}: "{s}"'
    if len(one) <= 108 or re.search(r"[\u4e00-\u9fff]", s):
        assert '"' not in s or plain, s
        return [one]
    return [f"{pad}{key}: >-"] + textwrap.wrap(s, 106, initial_indent=pad + "  ", subsequent_indent=pad + "  ", break_on_hyphens=False)
def emit(node, ind=0):
    pad, out = " " * ind, []
    for k, v in node.items():
        if k.startswith("#"):
            out += textwrap.wrap(v, 104, initial_indent=pad + "# ", subsequent_indent=pad + "# ", break_on_hyphens=False)
        elif isinstance(v, C):
            one = f"{pad}{k}: {{value: {flow(v.v)}, source: {flow(v.src)}, confidence: {v.conf}}}"
            if not v.note and len(one) <= 108: out.append(one); continue
            out += [f"{pad}{k}:"] + (text("value", v.v, ind + 2) if isinstance(v.v, str) and " " in v.v else [f"{pad}  value: {flow(v.v)}"])
            out += [f"{pad}  source: {flow(v.src)}", f"{pad}  confidence: {v.conf}"]
            if v.note: out += text("note", v.note, ind + 2)
        elif isinstance(v, dict):
            if v == {"use": "none"} or set(v) == {"use"}: out.append(f"{pad}{k}: {flow(v)}")
            else: out += [f"{pad}{k}:"] + emit(v, ind + 2)
        elif isinstance(v, list):
            out.append(f"{pad}{k}:")
            for item in v:
                lines = emit(item, ind + 4)
                out += [pad + "  - " + lines[0].strip()] + lines[1:]
        elif isinstance(v, bool): out.append(f"{pad}{k}: {flow(v)}")
        else: out += text(k, v, ind)
    return out
def ids(node):
    if isinstance(node, C):
        s = [node.src] if isinstance(node.src, str) else list(node.src)
        return {x for x in s if x not in ("assumption", "background", "uncertain")}
    if isinstance(node, dict): return set().union(set(), *map(ids, node.values()))
    if isinstance(node, list): return set().union(set(), *map(ids, node))
    return set()
