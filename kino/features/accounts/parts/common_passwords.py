"""The first guesses of anyone: the common leaked passwords of eight characters and more.

A short list is enough: the throttle lets nobody try more than a few in a quarter of an hour.
"""

_WORDS = """
00000000 000000000 0000000000 11111111 111111111 1111111111 123123123 12341234 123454321 12345678
123456789 1234567890 12345678910 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 55555555 66666666 87654321 88888888
987654321 9876543210 99999999 a1b2c3d4 aa123456 aa12345678 abc12345 abc123456 abcd1234 abcdefgh
admin123 admin1234 admin12345 administrator administrator1 asdfghjk asdfghjkl azertyuiop baseball
baseball1 batman123 butterfly changeme changeme1 changeme123 charlie1 chocolate cinema123 cinema1234
computer computer1 contrasena contraseña correcthorse danielle default1 dragon123 elizabeth football
football1 geheim123 hunter22 ichliebedich iloveyou iloveyou1 internet jellyfin jellyfin1 jennifer
kino1234 kinokino letmein1 letmein123 liverpool master123 michael1 michelle michelle1 minecraft
monkey123 motdepasse movies123 netflix1 netflix123 p@ssw0rd p@ssword passw0rd password password1
password12 password123 password1234 passwort passwort1 plex1234 plexplex pokemon1 princess princess1
qwerty12 qwerty123 qwerty1234 qwertyui qwertyuio qwertyuiop qwertz123 qwertzuiop root1234 rootroot
samsung1 secret123 shadow123 starwars starwars1 sunshine sunshine1 superman superman1 test1234
testtest toor1234 trustno1 welcome1 welcome123 whatever willkommen zxcvbnm1 zxcvbnm123
"""

COMMON_PASSWORDS = frozenset(_WORDS.split())
