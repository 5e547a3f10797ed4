"""Why a whole file is not read, and the sentence that says so in each language."""
# ruff: noqa: E501

from enum import StrEnum


class Refusal(StrEnum):
    """Why a whole file is not read."""

    NO_SUCH_FILE = "no_such_file"
    EMPTY = "empty"
    ONLY_HEADER = "only_header"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NOT_A_TABLE = "not_a_table"
    OLD_WORKBOOK = "old_workbook"
    LOCKED_WORKBOOK = "locked_workbook"
    BROKEN_WORKBOOK = "broken_workbook"
    ENCODING = "encoding"
    UTF16_WITHOUT_MARK = "utf16_without_mark"
    BINARY_TEXT = "binary_text"
    NO_HEADER = "no_header"
    HEADER_MISSING = "header_missing"
    HEADER_TWICE = "header_twice"
    QUOTE_NOT_CLOSED = "quote_not_closed"
    SEVERAL_TABLES = "several_tables"
    ZIP_BOMB = "zip_bomb"
    XML_BOMB = "xml_bomb"
    TOO_WIDE_OR_LONG = "too_wide_or_long"
    OUT_OF_MEMORY = "out_of_memory"
    OUT_OF_TIME = "out_of_time"
    READER_FAILED = "reader_failed"


# {reason: (english, hindi)}; the file's name is put before the sentence.
REFUSAL_WORDS: dict[Refusal, tuple[str, str]] = {
    Refusal.NO_SUCH_FILE: (
        "there is no file of this name that can be read. Check the path.",
        "इस नाम की कोई फ़ाइल पढ़ी नहीं जा सकी। पथ जाँचें।",
    ),
    Refusal.EMPTY: (
        "the file is empty. Save the table again and upload that.",
        "फ़ाइल खाली है। तालिका फिर से सहेजकर अपलोड करें।",
    ),
    Refusal.ONLY_HEADER: (
        "the file has a header (row {line}) but no rows below it. Add the rows and upload again.",
        "फ़ाइल में शीर्षक (पंक्ति {line}) है, पर उसके नीचे कोई पंक्ति नहीं। पंक्तियाँ जोड़कर फिर अपलोड करें।",
    ),
    Refusal.TOO_LARGE: (
        "the file has {megabytes} MB; at most {limit} MB are read. Split it and upload the parts.",
        "फ़ाइल {megabytes} MB की है; अधिकतम {limit} MB पढ़े जाते हैं। इसे बाँटकर अपलोड करें।",
    ),
    Refusal.TOO_MANY_ROWS: (
        "the file has more than {limit} rows. Split it and upload the parts.",
        "फ़ाइल में {limit} से अधिक पंक्तियाँ हैं। इसे बाँटकर अपलोड करें।",
    ),
    Refusal.NOT_A_TABLE: (
        "this is not a CSV, XLSX or ODS file. Save the table in one of these formats.",
        "यह CSV, XLSX या ODS फ़ाइल नहीं है। तालिका को इनमें से किसी रूप में सहेजें।",
    ),
    Refusal.OLD_WORKBOOK: (
        "this is an old Excel workbook (.xls) or a locked one. Open it in Excel, choose Save As, Excel "
        "Workbook (.xlsx) without a password, and upload that.",
        "यह पुरानी Excel फ़ाइल (.xls) है या पासवर्ड से बंद है। Excel में खोलकर बिना पासवर्ड .xlsx में सहेजें और वही अपलोड करें।",
    ),
    Refusal.LOCKED_WORKBOOK: (
        "the workbook is locked with a password. Save it without one and upload again.",
        "फ़ाइल पासवर्ड से बंद है। बिना पासवर्ड सहेजकर फिर अपलोड करें।",
    ),
    Refusal.BROKEN_WORKBOOK: (
        "the workbook is damaged and cannot be opened. Open it in a spreadsheet program, save it again, "
        "and upload that.",
        "फ़ाइल ख़राब है और खुल नहीं रही। इसे स्प्रेडशीट में खोलकर फिर सहेजें और वही अपलोड करें।",
    ),
    Refusal.ENCODING: (
        "row {row} (line {line}) is not UTF-8 text, so letters there would be lost. Save the file as "
        "'CSV UTF-8' and upload again.",
        "पंक्ति {row} (लाइन {line}) UTF-8 में नहीं है, इसलिए अक्षर बिगड़ जाते। फ़ाइल को 'CSV UTF-8' में सहेजकर फिर अपलोड करें।",
    ),
    Refusal.UTF16_WITHOUT_MARK: (
        "the file looks like UTF-16 text without its opening mark. Save it as 'CSV UTF-8' and upload again.",
        "फ़ाइल UTF-16 में लगती है, पर उसका आरंभ-चिह्न नहीं है। इसे 'CSV UTF-8' में सहेजकर फिर अपलोड करें।",
    ),
    Refusal.BINARY_TEXT: (
        "row {row} (line {line}) begins a stretch of bytes that are not text (NUL). The file is damaged: "
        "save the table again as 'CSV UTF-8'.",
        "पंक्ति {row} (लाइन {line}) से ऐसे बाइट शुरू होते हैं जो पाठ नहीं हैं (NUL)। फ़ाइल ख़राब है: तालिका को फिर 'CSV UTF-8' में सहेजें।",
    ),
    Refusal.NO_HEADER: (
        "no header was found in the first {looked} rows. The first row must name the columns: {needed}.",
        "पहली {looked} पंक्तियों में कोई शीर्षक नहीं मिला। पहली पंक्ति में स्तंभों के नाम होने चाहिए: {needed}।",
    ),
    Refusal.HEADER_MISSING: (
        "the header (row {line}) lacks: {missing}. {unknown}Add the column or correct its name, and upload again.",
        "शीर्षक (पंक्ति {line}) में यह नहीं है: {missing}। {unknown}स्तंभ जोड़ें या उसका नाम ठीक करें, और फिर अपलोड करें।",
    ),
    Refusal.HEADER_TWICE: (
        "the columns {headers} both mean {column}. Remove or rename one of them.",
        "स्तंभ {headers} दोनों का अर्थ {column} है। एक को हटाएँ या नाम बदलें।",
    ),
    Refusal.QUOTE_NOT_CLOSED: (
        'row {row} (line {line}) opens a quotation mark (") that is not closed, and so swallows the rows below '
        "it. Remove the mark and upload again.",
        'पंक्ति {row} (लाइन {line}) में उद्धरण-चिह्न (") खुलता है पर बंद नहीं होता, और नीचे की पंक्तियाँ उसमें चली जाती हैं। चिह्न हटाकर फिर अपलोड करें।',
    ),
    Refusal.SEVERAL_TABLES: (
        "the sheets {sheets} all hold such a table. Save each as a file of its own, so that no row is overlooked.",
        "शीट {sheets} सभी में ऐसी तालिका है। हर एक को अलग फ़ाइल में सहेजें, ताकि कोई पंक्ति न छूटे।",
    ),
    Refusal.ZIP_BOMB: (
        "the workbook would unpack to {megabytes} MB, far more than a table of its size holds, and was not "
        "opened. Copy the cells to a new workbook and upload that.",
        "यह फ़ाइल खुलने पर {megabytes} MB की हो जाती, जो इस आकार की तालिका से कहीं अधिक है; इसे नहीं खोला गया। कोशिकाएँ नई फ़ाइल में कॉपी करके अपलोड करें।",
    ),
    Refusal.XML_BOMB: (
        "the workbook carries declarations ({part}) that no spreadsheet program writes, and was not opened. "
        "Copy the cells to a new workbook and upload that.",
        "फ़ाइल में ऐसी घोषणाएँ ({part}) हैं जो कोई स्प्रेडशीट नहीं लिखता; इसे नहीं खोला गया। कोशिकाएँ नई फ़ाइल में कॉपी करके अपलोड करें।",
    ),
    Refusal.TOO_WIDE_OR_LONG: (
        "something stands far outside the table, at row {row}, column {column} of sheet {sheet}. Delete the "
        "empty rows and columns around the table and upload again.",
        "तालिका से बहुत दूर, शीट {sheet} की पंक्ति {row}, स्तंभ {column} में कुछ लिखा है। तालिका के आसपास की खाली पंक्तियाँ और स्तंभ हटाकर फिर अपलोड करें।",
    ),
    Refusal.OUT_OF_MEMORY: (
        "reading it took more memory than one file may have. Delete empty rows and columns, or split the "
        "file, and upload again.",
        "इसे पढ़ने में एक फ़ाइल की सीमा से अधिक मेमोरी लगी। खाली पंक्तियाँ-स्तंभ हटाएँ या फ़ाइल बाँटें, और फिर अपलोड करें।",
    ),
    Refusal.OUT_OF_TIME: (
        "reading it took longer than {seconds} seconds and was stopped. Split the file, or save it as CSV.",
        "इसे पढ़ने में {seconds} सेकंड से अधिक लगे, इसलिए रोक दिया गया। फ़ाइल बाँटें या CSV में सहेजें।",
    ),
    Refusal.READER_FAILED: (
        "the file could not be read, and nothing of it was stored. Save the table again as 'CSV UTF-8' and upload that.",
        "फ़ाइल पढ़ी नहीं जा सकी और उसका कुछ भी नहीं सहेजा गया। तालिका को फिर 'CSV UTF-8' में सहेजकर अपलोड करें।",
    ),
}
