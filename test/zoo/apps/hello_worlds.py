"""The hello worlds that PEP 333 and PEP 3333 print. The texts differ in what a body is made of, and so do `pep_333_zoo.py` and
`pep_3333_zoo.py`, which give theirs."""


def pig_latin(text):
    """A word starts with its first vowel, and ends with what was before it and "ay"."""
    words = []
    for word in text.split(" "):
        stem = word.rstrip()
        at = next((i for i, letter in enumerate(stem) if letter.lower() in "aeiou"), 0)
        words.append(stem[at:] + stem[:at] + "ay" + word[len(stem) :])
    return " ".join(words)


class LatinIter:
    """The chunks of another iterable, translated if it turns out that they have to be; close() is handed on."""

    def __init__(self, chunks, translate, translates):
        if hasattr(chunks, "close"):
            self.close = chunks.close
        self.next = iter(chunks).__next__
        self.translate = translate
        self.translates = translates

    def __iter__(self):
        return self

    def __next__(self):
        chunk = self.next()
        return self.translate(chunk) if self.translates else chunk


class Latinator:
    """Middleware that translates text/plain, so that no length is known any more."""

    def __init__(self, application, translate):
        self.application = application
        self.translate = translate

    def __call__(self, environ, start_response):
        translates = []

        def start_latin(status, headers, exc_info=None):
            del translates[:]
            if any(name.lower() == "content-type" and value == "text/plain" for name, value in headers):
                translates.append(True)
                headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            write = start_response(status, headers, exc_info) if exc_info else start_response(status, headers)
            return (lambda chunk: write(self.translate(chunk))) if translates else write

        return LatinIter(self.application(environ, start_latin), self.translate, translates)


def worlds(hello, translate):
    """An application that has all of them, by the first segment of the path."""

    def function(environ, start_response):
        start_response("200 OK", [("Content-type", "text/plain")])
        return [hello]

    class Class:
        """The application is a class, and its instances are what is iterated over."""

        def __init__(self, environ, start_response):
            self.environ = environ
            self.start = start_response

        def __iter__(self):
            self.start("200 OK", [("Content-type", "text/plain")])
            yield hello

    def writes(environ, start_response):
        """Not printed: for what the middleware makes of write()."""
        write = start_response("200 OK", [("Content-type", "text/plain"), ("Content-length", str(2 * len(hello)))])
        write(hello)
        return [hello]

    plain = {"function": function, "class": Class, "writes": writes}
    latin = {"latin-" + name: Latinator(application, translate) for name, application in plain.items()}
    applications = {**plain, **latin}

    def app(environ, start_response):
        return applications[environ["PATH_INFO"].strip("/")](environ, start_response)

    return app
