"""How the offices of Bihar write the names of its districts: the sample copies them all."""

# India Post's name: Hindi, then other ways in which files name the same district.
WRITTEN: dict[str, tuple[str, ...]] = {
    "ARARIA": ("अररिया", "Araria"),
    "ARWAL": ("अरवल", "Arwal"),
    "AURANGABAD": ("औरंगाबाद", "Aurangabad", "Aurangabad "),
    "BANKA": ("बांका", "Banka"),
    "BEGUSARAI": ("बेगूसराय", "Begusarai"),
    "BHAGALPUR": ("भागलपुर", "Bhagalpur"),
    "BHOJPUR": ("भोजपुर", "Bhojpur"),
    "BUXAR": ("बक्सर", "Buxar"),
    "DARBHANGA": ("दरभंगा", "Darbhanga"),
    "GAYA": ("गया", "Gaya"),
    "GOPALGANJ": ("गोपालगंज", "Gopalganj"),
    "JAMUI": ("जमुई", "Jamui"),
    "JEHANABAD": ("जहानाबाद", "Jehanabad"),
    "KAIMUR (BHABUA)": ("कैमूर", "Kaimur", "Kaimur (Bhabua)"),
    "KATIHAR": ("कटिहार", "Katihar"),
    "KHAGARIA": ("खगड़िया", "Khagaria"),
    "KISHANGANJ": ("किशनगंज", "Kishanganj"),
    "LAKHISARAI": ("लखीसराय", "Lakhisarai"),
    "MADHEPURA": ("मधेपुरा", "Madhepura"),
    "MADHUBANI": ("मधुबनी", "Madhubani"),
    "MUNGER": ("मुंगेर", "Munger"),
    "MUZAFFARPUR": ("मुजफ्फरपुर", "Muzaffarpur"),
    "NALANDA": ("नालंदा", "Nalanda"),
    "NAWADA": ("नवादा", "Nawada"),
    "PASHCHIM CHAMPARAN": ("पश्चिम चंपारण", "West Champaran", "Paschim Champaran"),
    "PATNA": ("पटना", "Patna"),
    "PURBI CHAMPARAN": ("पूर्वी चंपारण", "East Champaran", "Purvi Champaran"),
    "PURNIA": ("पूर्णिया", "Purnia", "Purnea"),
    "ROHTAS": ("रोहतास", "Rohtas"),
    "SAHARSA": ("सहरसा", "Saharsa"),
    "SAMASTIPUR": ("समस्तीपुर", "Samastipur"),
    "SARAN": ("सारण", "Saran", "Saran (Chapra)"),
    "SHEIKHPURA": ("शेखपुरा", "Sheikhpura"),
    "SHEOHAR": ("शिवहर", "Sheohar"),
    "SITAMARHI": ("सीतामढ़ी", "Sitamarhi"),
    "SIWAN": ("सीवान", "Siwan"),
    "SUPAUL": ("सुपौल", "Supaul"),
    "VAISHALI": ("वैशाली", "Vaishali"),
}


def ways_to_write(district: str) -> tuple[str, ...]:
    """The chief English way first; Hindi second where it is known; then capitals and the rest."""
    hindi, *english = WRITTEN.get(district.upper(), ("", district.title()))
    ways = [english[0], hindi or english[0], english[0].upper(), *english[1:]]
    return tuple(dict.fromkeys(ways))


def post_name(district: str) -> str:
    """India Post's name of a district written in any of the ways above; its capitals when unknown."""
    wanted = district.strip().casefold()
    for name, ways in WRITTEN.items():
        if wanted == name.casefold() or any(wanted == way.strip().casefold() for way in ways):
            return name
    return district.strip().upper()
