"""Files that nobody means, made from a seed: every kind that an import takes, and what it does not, with odd cells."""

import bz2
import csv
import gzip
import io
import json
import lzma
import tempfile
import warnings
import zipfile
from pathlib import Path

import duckdb
from openpyxl import Workbook

HEADERS = {
    "accounts": ("empresa", "cnpj", "setor", "funcionários", "receita", "telefone", "fundação", "criado em"),
    "contacts": ("nome", "e-mail", "telefone", "cargo", "empresa", "tags", "notas", "criado em"),
    "leads": ("nome", "e-mail", "empresa", "origem", "status", "observação", "id externo", "criado em"),
    "opportunities": ("oportunidade", "etapa", "valor", "moeda", "criada em", "fechada em", "ganha", "empresa"),
    "touches": ("empresa", "atividade", "quando", "canal", "contato", "resultado", "nota", "chave"),
    "products": ("produto", "código", "preço de lista", "moeda", "ativo", "família"),
}
SOUND = (
    *("Padaria Aurora", "ana@aurora.com.br", "11.222.333/0001-81", "+55 11 98765-4321", "2026-03-01", "01/03/2026"),
    *("12", "1.234,56", "Telefonema", "sim", "Qualificação", "BRL", "", "retail", "2026-03-01T10:00:00-03:00"),
)
ODD = (
    *("9" * 300, "-" + "9" * 40, "1e999", "NaN", "Infinity", "-0", "1.2.3,4,5", "٣٣", "²", "0x1F", "½", "1" * 5000),
    *("9999-12-31", "0001-01-01", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "2026-02-30", "31/12/9999"),
    *("00/00/0000", "1e9999", "99999999999999999", "60000", "-1", "2026-01-01 25:61:61", "2026-01-01T10:00:00+99:99"),
    *("=1+1", "+55", "@x", "-2", "\t=1", "\r=1", "\n=cmd|' /C calc'!A0", "'=1"),
    *("\ufeffx", "\u202eabc", "\ufffe", "\ufdd0", "\\", "%00", "{0}", "%s"),
    *("a\0b", "\x1b[31m", "\x7f", "\x85", "\u2028x", "a\rb", "a\nb", 'a"b', "'", "a;b,c\td|e"),
    *("ç" * 3000, "x" * 70_000, "<script>alert(1)</script>", "../../etc/passwd", "👩‍👩‍👧", "e\u0301" * 200, " " * 300),
    *("a@b", "@", "a@" + "b" * 300 + ".com", "mailto:a@b.com", "xn--ç.com", "http://[::1", "1;2;3", "null", "[]"),
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-32", "cp037")
NAMES = (
    *("x.csv", "x.csv", "x.tsv", "x.txt", "x.CSV", "x", "x.xlsx", "x.parquet", "x.zip", "x.json", "x.xls", "x.ics"),
    *("x.csv.gz", "a'b\"c.csv", "çé ã.csv", "-x.csv", "..csv", "x.csv.xz", "%s{0}.csv", "x" * 180 + ".csv"),
)
BARE = (
    *(b"\0" * 3_000_000, b"," * 400_000, b'"' * 300_000, b"x" * 2_000_000),
    *(b"", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"a", b"a\n"),
)
PARQUET = (
    *("'Acme' AS empresa", "chr(0) || 'x' AS nome", "'a' || chr(0) AS setor", "'call' AS atividade"),
    *(
        "TIMESTAMP 'infinity' AS quando",
        "TIMESTAMP '290000-01-01' AS quando",
        "TIMESTAMPTZ '-infinity' AS quando",
    ),
    *("DATE '5000000-01-01' AS \"criado em\"", "DATE '-infinity' AS \"criado em\"", "TIME '24:00:00' AS hora"),
    *(
        "TIMESTAMP_NS '2200-01-01' AS quando",
        "TIMESTAMP_S '200000-01-01' AS quando",
        "INTERVAL 3 MONTH AS d",
    ),
    *("170141183460469231731687303715884105727::HUGEINT AS valor", "'nan'::DOUBLE AS valor", "1e308 AS valor"),
    *("[1, 2] AS lista", "{'a': 1} AS objeto", "MAP {'a': 1} AS mapa", "'\\xFF\\x00'::BLOB AS nome"),
    *("uuid() AS chave", "true AS ativo", "NULL AS nada", "99999999.99::DECIMAL(38, 2) AS receita"),
)
WHEN = (
    *("20261130T100000Z", "20261130T100000", "99991231T235959Z", "00010101T000000", "20261130", "20260230T100000Z"),
    *("x", "", "20261130T250000Z", "-1", "99999999T999999Z", "2026-11-30"),
)
ZONES = ("", "", ";TZID=America/Sao_Paulo", ";TZID=../../x", ";TZID=\0", ";VALUE=DATE", ";TZID=Nowhere")
RULES = (
    *("FREQ=WEEKLY", "FREQ=DAILY;COUNT=99999999999999999999", "FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2", "FREQ=x", ""),
    *("FREQ=DAILY;INTERVAL=0", "FREQ=SECONDLY", "FREQ=WEEKLY;UNTIL=99991231T235959Z", "FREQ=WEEKLY;BYDAY=99MO"),
    *("FREQ=DAILY;BYHOUR=99", "FREQ=MONTHLY;BYSETPOS=0", "FREQ=DAILY;INTERVAL=99999999999"),
)


class Maker:
    """Makes files by a random generator: `file()` gives a name and bytes, `calendar()` those of a calendar."""

    def __init__(self, rng):
        self.rng = rng

    def file(self):
        kind = self.rng.random()
        if kind < 0.5:
            name, data = self.text()
        elif kind < 0.62:
            name, data = "x.xlsx", self.workbook()
        elif kind < 0.74:
            name, data = "x.parquet", self.parquet()
        elif kind < 0.8:
            name, data = (
                "x.json",
                json.dumps([{"empresa": self.cell()} for _row in range(3)]).encode(),
            )
        elif kind < 0.84:
            name, data = (
                "x.csv",
                self.rng.choice(BARE),
            )
        else:
            name, data = self.packed()
        if self.rng.random() < 0.2:
            data = self.damaged(data)
        return (self.rng.choice(NAMES) if self.rng.random() < 0.2 else name), data

    def cell(self):
        return self.rng.choice(ODD if self.rng.random() < 0.25 else SOUND)

    def table(self):
        """Give the rows of a table, the header first; now and then one that is none."""
        header = list(self.rng.choice(list(HEADERS.values())))
        self.rng.shuffle(header)
        header = header[: self.rng.choice((1, 2, 4, 8, 8))]
        odd = self.rng.random()
        if odd < 0.06:
            header = [*header, header[0], header[0].upper()]
        elif odd < 0.12:
            header[self.rng.randrange(len(header))] = self.rng.choice(ODD)
        elif odd < 0.14:
            header = [f"c{number}" for number in range(self.rng.choice((300, 2000, 6000)))]
        elif odd < 0.17:
            header = ["", *header[1:]]
        rows = [[self.cell() for _name in header] for _row in range(self.rng.choice((0, 1, 2, 3, 12)))]
        for row in rows:
            if self.rng.random() < 0.06:
                row[:] = row[: self.rng.randrange(len(row) + 1)] if self.rng.random() < 0.5 else [*row, "more"]
        return [header, *rows] if self.rng.random() < 0.96 else rows

    def text(self):
        out = io.StringIO(newline="")
        separator = self.rng.choice((",", ";", ";", "\t", "|"))
        ending = self.rng.choice(("\r\n", "\n", "\n", "\r"))
        writer = csv.writer(out, delimiter=separator, lineterminator=ending, quoting=self.rng.choice((0, 0, 1)))
        writer.writerows(self.table())
        text = out.getvalue()
        if self.rng.random() < 0.08:
            place = self.rng.randrange(len(text) + 1)
            text = text[:place] + self.rng.choice(('"', "\ufeff", "\0", "\r", "\x1a")) + text[place:]
        encoding = self.rng.choice(ENCODINGS)
        data = text.encode(encoding, "replace")
        if self.rng.random() < 0.06:
            data += text.encode(self.rng.choice(ENCODINGS), "replace")
        return ("x.tsv" if separator == "\t" else "x.csv"), data

    def workbook(self):
        book = Workbook()
        for number in range(self.rng.choice((1, 1, 2))):
            sheet = book.active if not number else book.create_sheet(f"s{number}")
            for row in self.table()[:40]:
                sheet.append([self._of_sheet(one) for one in row[:300]])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def _of_sheet(self, text):
        kind = self.rng.random()
        if kind < 0.1:
            return self.rng.choice((10**300, -1.5, 1e308, True, 0, 2958466, 60.5, None))
        return "".join(sign for sign in text[:32_000] if sign >= " " or sign in "\t\n\r").replace("\ufffe", "")

    def parquet(self):
        """Write a few typed columns, some with values that no calendar or text has, and patch bytes of names."""
        chosen = {one.rsplit(" AS ", 1)[1]: one for one in self.rng.sample(PARQUET, self.rng.choice((1, 2, 4, 6)))}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.parquet"
            rows = self.rng.choice((0, 1, 3))
            duckdb.sql(f"SELECT {', '.join(chosen.values())} FROM range({rows})").write_parquet(str(path))
            data = path.read_bytes()
        if self.rng.random() < 0.15:
            data = data.replace(b"empresa", b"empres\xff").replace(b"nome", b"nom\0")
        if self.rng.random() < 0.1:
            data = data.replace(b"Acme", b"\xff\xfeme")
        return data

    def packed(self):
        name, data = self.text() if self.rng.random() < 0.8 else ("x.parquet", self.parquet())
        kind = self.rng.choice(("gz", "bz2", "xz", "zip", "zip", "lzma"))
        if kind == "gz":
            return f"{name}.gz", gzip.compress(data)
        if kind == "bz2":
            return f"{name}.bz2", bz2.compress(data)
        if kind == "xz":
            return f"{name}.xz", lzma.compress(data)
        if kind == "lzma":
            return f"{name}.lzma", lzma.compress(data, format=lzma.FORMAT_ALONE)
        return "x.zip", self._zip(name, data)

    def _zip(self, name, data):
        out = io.BytesIO()
        way = self.rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
        with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", way) as archive:
            for number in range(self.rng.choice((0, 1, 1, 1, 2, 3))):
                inner = self.rng.choice((name, "../x.csv", "/abs.csv", "a/b.csv", "çé.csv", "x.csv", "__MACOSX/x.csv"))
                archive.writestr(inner, data if not number else self.text()[1])
            if self.rng.random() < 0.05:
                archive.writestr("bomb.csv", b"a,b\n" + b"1,2\n" * 200_000)
        raw = out.getvalue()
        # The bytes of a packed entry, not the list of entries: the archive opens, its entry does not unpack.
        return self.damaged(raw[:200]) + raw[200:] if self.rng.random() < 0.25 and len(raw) > 400 else raw

    def damaged(self, data):
        if not data:
            return data
        place = self.rng.randrange(len(data))
        return self.rng.choice(
            (
                lambda: data[:place],
                lambda: data[place:],
                lambda: data[:place] + bytes([self.rng.randrange(256)]) + data[place + 1 :],
                lambda: data[:place] + bytes(self.rng.randrange(256) for _byte in range(16)) + data[place + 16 :],
                lambda: data + data[: place + 1],
                lambda: data[:place] + b"\0" * 8 + data[place:],
            )
        )()

    def calendar(self):
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x"]
        for number in range(self.rng.choice((0, 1, 1, 3))):
            lines += ["BEGIN:VEVENT", f"UID:{number}", *self._event(), "END:VEVENT"]
        lines.append("END:VCALENDAR")
        if self.rng.random() < 0.1:
            lines.pop(self.rng.randrange(len(lines)))
        data = "\r\n".join(lines).encode(self.rng.choice(ENCODINGS) if self.rng.random() < 0.15 else "utf-8", "replace")
        return self.damaged(data) if self.rng.random() < 0.15 else data

    def _event(self):
        when, zone, rule = self.rng.choice(WHEN), self.rng.choice(ZONES), self.rng.choice(RULES)
        more = (
            f"RRULE:{rule}", f"SUMMARY:{self.cell()}", f"ATTENDEE:mailto:{self.cell()}", f"ORGANIZER:{self.cell()}",
            f"EXDATE:{when}", f"RDATE:{when}", f"RECURRENCE-ID:{when}", "STATUS:CANCELLED", f"DTEND:{when}",
            f"DURATION:{self.rng.choice(('P99999999999D', 'x', 'PT1H'))}", f"LOCATION:{self.cell()}", "UID:",
        )  # fmt: skip
        kept = self.rng.sample(more, self.rng.choice((1, 2, 4)))
        return [f"DTSTART{zone}:{when}", *kept] if self.rng.random() < 0.95 else kept
